package io.keelson.e2e.cluster;

import io.keelson.e2e.fault.FaultNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Brings a fault over a cluster, lets it last, and mends what it broke. */
final class FaultInjector {
  private static final int FLAPS = 10;
  private static final int DELAY_MILLIS_MAX = 60;
  private static final int BREAK_BYTES_MAX = 200_000;

  private final ClusterProcesses cluster;
  private final SplittableRandom random;

  FaultInjector(ClusterProcesses cluster, SplittableRandom random) {
    this.cluster = cluster;
    this.random = random;
  }

  /** Returns when all members serve again. */
  void run(Fault fault, Duration duration) throws InterruptedException {
    Member leader = cluster.awaitLeader();
    List<Member> followers = cluster.followers(leader);
    Member follower = followers.get(random.nextInt(followers.size()));
    if (fault == Fault.LINKS_FLAPPING) {
      flap(duration);
    } else {
      begin(fault, leader, follower);
      TimeUnit.MILLISECONDS.sleep(duration.toMillis());
    }
    mend();
  }

  private void begin(Fault fault, Member leader, Member follower) {
    FaultNetwork network = cluster.network();
    switch (fault) {
      case LEADER_KILLED -> cluster.kill9(leader);
      case FOLLOWER_KILLED -> cluster.kill9(follower);
      case ALL_KILLED -> cluster.members().forEach(cluster::kill9);
      case LEADER_PAUSED -> leader.process().pause();
      case FOLLOWER_PAUSED -> follower.process().pause();
      case LEADER_STOPPED -> cluster.stop(leader);
      case LEADER_ISOLATED -> network.isolate(leader.name(), cluster.names());
      case FOLLOWER_ISOLATED -> network.isolate(follower.name(), cluster.names());
      case LINK_CUT -> network.cut(leader.name(), follower.name());
      case MINORITY_ISOLATED -> isolateMinority(leader);
      case STAR ->
          forPairs(
              (one, other) -> {
                if (!one.equals(follower.name()) && !other.equals(follower.name())) {
                  network.cut(one, other);
                }
              });
      case CHAIN -> chain(leader);
      case LINK_ONE_WAY -> network.stall(leader.name(), follower.name());
      case LEADER_UNHEARD ->
          cluster.followers(leader).forEach(other -> network.stall(leader.name(), other.name()));
      case LEADER_DEAF ->
          cluster.followers(leader).forEach(other -> network.stall(other.name(), leader.name()));
      case LINKS_SLOW ->
          forLinks(
              (from, to) ->
                  network.delay(from, to, Duration.ofMillis(random.nextInt(5, DELAY_MILLIS_MAX))));
      case LINKS_BREAK ->
          forLinks((from, to) -> network.limit(from, to, random.nextInt(BREAK_BYTES_MAX)));
      case LINKS_FLAPPING -> throw new IllegalStateException("lasts by itself: " + fault);
    }
  }

  private void flap(Duration duration) throws InterruptedException {
    for (int i = 0; i < FLAPS; i++) {
      forLinks(
          (from, to) -> {
            if (random.nextInt(3) == 0) {
              cluster.network().reset(from, to);
            }
          });
      TimeUnit.MILLISECONDS.sleep(duration.toMillis() / FLAPS);
    }
  }

  private void isolateMinority(Member leader) {
    List<String> order = leaderFirst(leader);
    int minority = (order.size() - 1) / 2;
    for (String inside : order.subList(0, minority)) {
      for (String outside : order.subList(minority, order.size())) {
        cluster.network().cut(inside, outside);
      }
    }
  }

  private void chain(Member leader) {
    List<String> order = leaderFirst(leader);
    for (int i = 0; i < order.size(); i++) {
      for (int j = i + 2; j < order.size(); j++) {
        cluster.network().cut(order.get(i), order.get(j));
      }
    }
  }

  /** All names, the followers in any order. */
  private List<String> leaderFirst(Member leader) {
    List<String> order =
        new ArrayList<>(cluster.followers(leader).stream().map(Member::name).toList());
    Collections.shuffle(order, new Random(random.nextLong()));
    order.addFirst(leader.name());
    return order;
  }

  private void forPairs(BiConsumer<String, String> task) {
    forLinks(
        (one, other) -> {
          if (one.compareTo(other) < 0) {
            task.accept(one, other);
          }
        });
  }

  private void forLinks(BiConsumer<String, String> task) {
    for (String from : cluster.names()) {
      for (String to : cluster.names()) {
        if (!from.equals(to)) {
          task.accept(from, to);
        }
      }
    }
  }

  private void mend() {
    cluster.network().heal();
    for (Member member : cluster.members()) {
      if (member.process().isPaused()) {
        member.process().resume();
      }
    }
    cluster.members().stream()
        .filter(member -> !member.process().isAlive())
        .forEach(cluster::launch);
    cluster.awaitServing(ClusterProcesses.LIMIT);
  }
}
