package io.keelson.e2e.clients;

import static io.keelson.e2e.clients.JetcdSteps.bytes;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Lease;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.lease.LeaseTimeToLiveResponse;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.support.CloseableClient;
import io.etcd.jetcd.support.Observers;
import io.keelson.e2e.process.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Leases with jetcd; the server draws their ids, which are not printed. */
final class JetcdLeases {
  private static final LeaseOption WITH_KEYS = LeaseOption.builder().withAttachedKeys().build();

  private final Lease leases;
  private final KV kv;
  private final JetcdSteps steps;

  JetcdLeases(Client client, JetcdSteps steps) {
    this.leases = client.getLeaseClient();
    this.kv = client.getKVClient();
    this.steps = steps;
  }

  void run() {
    steps.call("grant", leases.grant(60), r -> r.getTTL() + " " + (r.getID() > 0));
    steps.call("grant short", leases.grant(1), r -> r.getTTL());
    steps.call("grant too long", leases.grant(9_000_000_001L), r -> r.getTTL());
    attached();
    expiry();
    steps.call("revoke unknown", leases.revoke(12345), r -> "revoked");
    steps.call("keep alive unknown", leases.keepAliveOnce(12345), r -> r.getTTL());
    steps.call("unknown", leases.timeToLive(12345, WITH_KEYS), JetcdLeases::text);
  }

  private void attached() {
    long lease = leases.grant(60).join().getID();
    PutOption option = PutOption.builder().withLeaseId(lease).build();
    kv.put(bytes("l/2"), bytes("v"), option).join();
    kv.put(bytes("l/1"), bytes("v"), option).join();
    steps.call("attached", leases.timeToLive(lease, WITH_KEYS), JetcdLeases::text);
    steps.call("keep alive once", leases.keepAliveOnce(lease), LeaseKeepAliveResponse::getTTL);
    var first = new CompletableFuture<Long>();
    try (CloseableClient _ =
        leases.keepAlive(
            lease,
            Observers.<LeaseKeepAliveResponse>builder()
                .onNext(answer -> first.complete(answer.getTTL()))
                .onError(first::completeExceptionally)
                .build())) {
      steps.call("keep alive", first, ttl -> ttl);
    }
    steps.call("revoke", leases.revoke(lease), r -> r.getHeader().getRevision());
    steps.call("left", kv.get(bytes("l/"), prefix()), JetcdSteps::get);
  }

  private void expiry() {
    long start = System.nanoTime();
    long lease = leases.grant(2).join().getID();
    kv.put(bytes("e"), bytes("v"), PutOption.builder().withLeaseId(lease).build()).join();
    boolean isGone =
        Await.until(
            Duration.ofSeconds(JetcdSteps.LIMIT_SECONDS),
            () -> kv.get(bytes("e")).join().getCount() == 0);
    Duration passed = Duration.ofNanos(System.nanoTime() - start);
    steps.print("expired", isGone + " " + (passed.toMillis() > 1_900));
    steps.call("after expiry", leases.timeToLive(lease, WITH_KEYS), JetcdLeases::text);
  }

  private static GetOption prefix() {
    return GetOption.builder().isPrefix(true).build();
  }

  private static String text(LeaseTimeToLiveResponse r) {
    boolean isNear = r.getTTL() <= r.getGrantedTTL() && r.getTTL() >= r.getGrantedTTL() - 3;
    return "%s of %d, keys %s"
        .formatted(
            r.getTTL() < 0 ? r.getTTL() : isNear,
            r.getGrantedTTL(),
            r.getKeys().stream().map(Object::toString).sorted().toList());
  }
}
