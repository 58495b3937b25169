package io.keelson.node.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.agent.Latest;
import io.keelson.node.replica.ReplicaStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LeaderLossTest {
  private final Latest<ReplicaStatus> status = new Latest<>(led(7));
  private final LeaderLoss loss = new LeaderLoss(status);
  private final List<String> ended = new ArrayList<>();

  private static ReplicaStatus led(long leader) {
    return new ReplicaStatus(3, leader, false, false, Long.MAX_VALUE);
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      loss.look();
    }
  }

  @Test
  void endsStreamsAtTheThirdLookWithoutALeader() {
    loss.register(() -> ended.add("watch"));
    look(5);
    assertThat(ended).isEmpty();
    status.publish(led(0));
    look(2);
    assertThat(ended).isEmpty();
    look(1);
    assertThat(ended).containsExactly("watch");
    look(3);
    assertThat(ended).containsExactly("watch");
  }

  @Test
  void startsToCountAnewWhenThereIsALeaderBetween() {
    loss.register(() -> ended.add("watch"));
    status.publish(led(0));
    look(2);
    status.publish(led(8));
    look(1);
    status.publish(led(0));
    look(2);
    assertThat(ended).isEmpty();
  }

  @Test
  void forgetsStreamsThatEndedByThemselves() {
    Runnable forget = loss.register(() -> ended.add("first"));
    loss.register(() -> ended.add("second"));
    forget.run();
    status.publish(led(0));
    look(3);
    assertThat(ended).containsExactly("second");
  }
}
