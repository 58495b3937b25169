package io.keelson.node.replica;

import io.keelson.node.command.Refusal;
import io.keelson.node.replica.Lessor.Renewal;
import io.keelson.node.replica.Lessor.Times;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Leases as the leader knows them, for members that do not lead. Any thread; never blocks; answers
 * within the request timeout.
 */
public interface RemoteLeases {
  /** Has a lease renewed by the leader. */
  void renew(long id, Renewal renewal);

  /** Asks the leader for the times of a lease, null if there is none. */
  void timeToLive(long id, Consumer<@Nullable Times> answer, Consumer<Refusal> refuse);
}
