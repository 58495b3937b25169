package io.keelson.e2e.diff;

import io.keelson.proto.etcdserverpb.LeaseGrantRequest;
import io.keelson.proto.etcdserverpb.LeaseLeasesRequest;
import io.keelson.proto.etcdserverpb.LeaseRevokeRequest;
import io.keelson.proto.etcdserverpb.LeaseTimeToLiveRequest;

/** Lease ids from a small set; none of them exists unless {@code leases} is on. */
final class LeaseGenerator {
  private static final long[] IDS = {1, 2, 3, 4, 5, 6, 0x70cc8a5d3f2b1a09L, Long.MAX_VALUE, -7};
  private static final long LONG_SECONDS = 1_000_000;

  private final Draw draw;
  private final boolean on;

  LeaseGenerator(Draw draw, boolean on) {
    this.draw = draw;
    this.on = on;
  }

  boolean isOn() {
    return on;
  }

  /** A damaged grant might draw a random id or expire during the run: nothing to compare. */
  boolean isLease(Rpc rpc) {
    return rpc.path().startsWith("etcdserverpb.Lease/");
  }

  long forPut() {
    return draw.percent(on ? 30 : 3) ? id() : 0;
  }

  long id() {
    return draw.oneOf(IDS);
  }

  /** Time to live is either refused or far longer than a run. */
  Op any() {
    return switch (draw.below(10)) {
      case 0, 1, 2, 3 ->
          Op.of(
              Rpc.LEASE_GRANT,
              LeaseGrantRequest.newBuilder().setID(id()).setTTL(seconds()).build());
      case 4, 5, 6 -> Op.of(Rpc.LEASE_REVOKE, LeaseRevokeRequest.newBuilder().setID(id()).build());
      case 7 -> Op.of(Rpc.LEASE_LEASES, LeaseLeasesRequest.getDefaultInstance());
      default ->
          Op.of(
              Rpc.LEASE_TIME_TO_LIVE,
              LeaseTimeToLiveRequest.newBuilder().setID(id()).setKeys(draw.percent(70)).build());
    };
  }

  private long seconds() {
    return draw.percent(90)
        ? LONG_SECONDS
        : draw.oneOf(9_000_000_001L, 9_000_000_000L, Long.MAX_VALUE);
  }
}
