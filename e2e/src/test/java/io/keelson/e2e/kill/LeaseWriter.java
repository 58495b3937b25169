package io.keelson.e2e.kill;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.LeaseGrantRequest;
import io.keelson.proto.etcdserverpb.LeaseGrpc;
import io.keelson.proto.etcdserverpb.LeaseRevokeRequest;
import io.keelson.proto.etcdserverpb.PutRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Grants leases, attaches keys, moves some to other leases, revokes; until a call fails. */
final class LeaseWriter implements Runnable {
  private static final long LONG_SECONDS = 3600;
  private static final long SHORT_SECONDS = 2;

  private final KVGrpc.KVBlockingStub kv;
  private final LeaseGrpc.LeaseBlockingStub leases;
  private final String name;
  private final SplittableRandom random;
  private final List<Long> live = new ArrayList<>();
  private final List<Long> revoked = new ArrayList<>();
  private final Map<ByteString, Long> attached = new HashMap<>();
  private String defect = "";

  LeaseWriter(ManagedChannel channel, String name, SplittableRandom random, Duration limit) {
    this.kv =
        KVGrpc.newBlockingStub(channel).withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
    this.leases =
        LeaseGrpc.newBlockingStub(channel)
            .withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
    this.name = name;
    this.random = random;
  }

  /** Leases whose revocation was acknowledged. */
  List<Long> revoked() {
    return revoked;
  }

  /** Leases with a long time to live that were granted and never asked to be revoked. */
  List<Long> live() {
    return live;
  }

  /** Keys whose last write was acknowledged, with the lease that they have. */
  Map<ByteString, Long> attached() {
    return attached;
  }

  /** What a call was answered that must not be; empty if nothing. */
  String defect() {
    return defect;
  }

  @Override
  public void run() {
    try {
      for (int number = 0; ; number++) {
        step(number);
      }
    } catch (StatusRuntimeException e) {
      // The server was killed; anything else is its fault.
      if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
        defect = e.toString();
      }
    }
  }

  private void step(int number) {
    int kind = random.nextInt(100);
    if (kind < 10 || live.isEmpty()) {
      live.add(grant(LONG_SECONDS));
    } else if (kind < 13) {
      put(key(number), grant(SHORT_SECONDS), false);
    } else if (kind < 18) {
      revoke(live.remove(random.nextInt(live.size())));
    } else {
      boolean isMove = kind < 40 && !attached.isEmpty();
      put(isMove ? anyKey() : key(number), live.get(random.nextInt(live.size())), true);
    }
  }

  private ByteString key(int number) {
    return ByteString.copyFromUtf8("leased/" + name + "/" + number);
  }

  private ByteString anyKey() {
    List<ByteString> keys =
        attached.keySet().stream().sorted(ByteString.unsignedLexicographicalComparator()).toList();
    return keys.get(random.nextInt(keys.size()));
  }

  private long grant(long seconds) {
    return leases.leaseGrant(LeaseGrantRequest.newBuilder().setTTL(seconds).build()).getID();
  }

  private void put(ByteString key, long lease, boolean isRemembered) {
    // Unknown until it is acknowledged.
    attached.remove(key);
    kv.put(PutRequest.newBuilder().setKey(key).setValue(key).setLease(lease).build());
    if (isRemembered) {
      attached.put(key, lease);
    }
  }

  private void revoke(long lease) {
    attached.values().removeIf(of -> of == lease);
    leases.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease).build());
    revoked.add(lease);
  }
}
