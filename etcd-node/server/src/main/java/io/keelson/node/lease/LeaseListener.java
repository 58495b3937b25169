package io.keelson.node.lease;

/** Hears what was applied to leases, once it is written. All calls on the apply thread. */
public interface LeaseListener {
  /** Nobody listens. */
  LeaseListener NONE =
      new LeaseListener() {
        @Override
        public void granted(Lease lease) {}

        @Override
        public void revoked(Lease lease) {}

        @Override
        public void checkpointed(Lease lease) {}

        @Override
        public void replaced() {}
      };

  /** A lease exists. */
  void granted(Lease lease);

  /** A lease and its keys are gone. */
  void revoked(Lease lease);

  /** What is left of a lease was noted. */
  void checkpointed(Lease lease);

  /** The leases of another store took the place of all there were. */
  void replaced();
}
