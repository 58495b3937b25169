package io.keelson.node.link;

import io.keelson.bytes.Bytes;
import java.util.function.Consumer;

/**
 * The pages that this member keeps for others besides Raft's own traffic. Any thread; a page
 * answers once, at once or later, and must not block.
 */
public interface PeerPages {
  /**
   * An answer.
   *
   * @param status HTTP status
   * @param contentType empty for none
   * @param body what to send
   */
  record Page(int status, String contentType, Bytes body) {}

  /** {@code GET /version}. */
  void version(Consumer<Page> answer);

  /** {@code GET /members}. */
  void members(Consumer<Page> answer);

  /** {@code POST /members/promote/ID}: makes a learner a voter, if this member leads. */
  void promote(long member, Consumer<Page> answer);

  /** {@code GET /members/hashkv} with a body of JSON. */
  void hashKv(Bytes body, Consumer<Page> answer);

  /** {@code GET /downgrade/enabled}. */
  void isDowngradeEnabled(Consumer<Page> answer);

  /** {@code POST /leases}: renews a lease, if this member leads. */
  void renewLease(Bytes body, Consumer<Page> answer);

  /** {@code POST /leases/internal}: tells the times of a lease, if this member leads. */
  void leaseTimes(Bytes body, Consumer<Page> answer);

  /** {@code GET /keelson/snapshot}, see {@link StateSource}. */
  StatePage state();
}
