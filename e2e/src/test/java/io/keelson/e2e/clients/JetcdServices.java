package io.keelson.e2e.clients;

import static io.keelson.e2e.clients.JetcdSteps.bytes;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Election;
import io.etcd.jetcd.Lock;
import io.etcd.jetcd.election.CampaignResponse;
import io.etcd.jetcd.lock.LockResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Locks and elections, which jetcd leaves to the server. */
final class JetcdServices {
  private final Client client;
  private final JetcdSteps steps;

  JetcdServices(Client client, JetcdSteps steps) {
    this.client = client;
    this.steps = steps;
  }

  void run() {
    long one = lease();
    long two = lease();
    try {
      locks(one, two);
      elections(one, two);
    } catch (CompletionException e) {
      steps.print("ended early", JetcdSteps.error(e));
    }
    client.getLeaseClient().revoke(one).join();
    client.getLeaseClient().revoke(two).join();
  }

  private long lease() {
    return client.getLeaseClient().grant(60).join().getID();
  }

  private void locks(long one, long two) {
    Lock locks = client.getLockClient();
    LockResponse first = locks.lock(bytes("lock"), one).join();
    steps.print("key", named(first.getKey(), one));
    CompletableFuture<LockResponse> waiting = locks.lock(bytes("lock"), two);
    steps.print("waits", !waiting.isDone());
    steps.call("unlock", locks.unlock(first.getKey()), _ -> "done");
    steps.call("second", waiting, r -> named(r.getKey(), two));
    steps.call("unlock second", locks.unlock(waiting.join().getKey()), _ -> "done");
  }

  private void elections(long one, long two) {
    Election elections = client.getElectionClient();
    ByteSequence name = bytes("elect");
    steps.call("no leader", elections.leader(name), r -> r.getKv().getValue());
    CampaignResponse won = elections.campaign(name, one, bytes("one")).join();
    steps.print("leader key", named(won.getLeader().getKey(), one));
    steps.call("leader", elections.leader(name), r -> r.getKv().getValue());
    steps.call("proclaim", elections.proclaim(won.getLeader(), bytes("again")), _ -> "done");
    steps.call("leader after", elections.leader(name), r -> r.getKv().getValue());
    CompletableFuture<CampaignResponse> waiting = elections.campaign(name, two, bytes("two"));
    steps.call("resign", elections.resign(won.getLeader()), _ -> "done");
    steps.call("second", waiting, r -> named(r.getLeader().getKey(), two));
    steps.call("proclaim as none", elections.proclaim(won.getLeader(), bytes("x")), _ -> "done");
    steps.call("resign second", elections.resign(waiting.join().getLeader()), _ -> "done");
  }

  private static String named(ByteSequence key, long lease) {
    return key.toString().replace(Long.toHexString(lease), "LEASE");
  }
}
