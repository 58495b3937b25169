package io.keelson.node.replica;

import io.keelson.node.lease.Lease;
import java.util.List;

/** What the lease agent is told. */
sealed interface LeaseInput {
  /** An entry of a new term is applied, so everything of the terms before is. */
  record TermBegan(long term) implements LeaseInput {}

  /** A lease exists. */
  record Granted(Lease lease) implements LeaseInput {}

  /** A lease is gone. */
  record Revoked(Lease lease) implements LeaseInput {}

  /** What is left of a lease was noted. */
  record Checkpointed(Lease lease) implements LeaseInput {}

  /** The store was replaced: all leases are new. Never while this member leads. */
  record Replaced() implements LeaseInput {}

  /** A client renews a lease whose time is up: its answer has to wait for the end of the lease. */
  record RenewedLate(Lease lease, Lessor.Renewal renewal) implements LeaseInput {}

  /** This member was still the leader after these leases had expired. */
  record Confirmed(List<Lease> expired) implements LeaseInput {}

  /** It could not be confirmed that this member leads. */
  record Unconfirmed(List<Lease> expired) implements LeaseInput {}

  /**
   * The request to revoke an expired lease is answered.
   *
   * @param error why it was not done, empty if it was
   */
  record RevokeEnded(Lease lease, String error) implements LeaseInput {}

  /** The request to note what is left of leases is answered. */
  record CheckpointEnded() implements LeaseInput {}
}
