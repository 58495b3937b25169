package io.keelson.node.lease;

/** Hears what was applied to leases, once it is written. All calls on the apply thread. */
public interface LeaseListener {
  /** A lease exists. */
  void granted(Lease lease);

  /** A lease and its keys are gone. */
  void revoked(Lease lease);

  /** What is left of a lease was noted. */
  void checkpointed(Lease lease);

  /** The leases of another store took the place of all there were. */
  void replaced();
}
