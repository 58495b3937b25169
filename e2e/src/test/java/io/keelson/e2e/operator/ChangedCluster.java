package io.keelson.e2e.operator;

import io.fabric8.kubernetes.api.model.Pod;
import io.grpc.ChannelCredentials;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A cluster that is changed again and again in drawn ways, with a client that writes all the time
 * and somebody who watches the quorum. One thread changes it; others may ask what goes on.
 */
final class ChangedCluster implements AutoCloseable {
  /** Also for a successor of the operator, and for several that die soon. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final Duration POLL = Duration.ofMillis(500);

  /** Of the members' image, made of the same layers. */
  private static final String OTHER_TAG = "two";

  /** In this order, again and again. */
  private static final List<Integer> SIZES = List.of(3, 5, 3, 1);

  /** What can happen to it. */
  enum Kind {
    /** To the next size of 1, 3, 5, 3, 1. */
    SCALE,
    /** Members restart with another flag. */
    OPTION,
    /** Members restart with another image and version. */
    IMAGE,
    /** Another authority: members restart three times. */
    CERTIFICATES,
    /** A pod is deleted. */
    POD,
    /** A member's pod is deleted with its volume. */
    VOLUME,
    /** A node is drained. */
    DRAIN,
    /** A node is lost for good. */
    NODE;

    /** Whether it befalls all clusters that have members on a node. */
    boolean ofNode() {
      return this == DRAIN || this == NODE;
    }
  }

  private final OperatorFixture fixture;
  private final String name;
  private final ManagedCluster cluster;
  private final Tunnel tunnel;
  private final SteadyWriter writer;
  private final QuorumWatch watch;
  private final SplittableRandom random;
  private final List<Kind> bag = new ArrayList<>();
  private volatile ChannelCredentials credentials;
  private volatile Optional<Kind> goingOn = Optional.empty();
  private int step;
  private int changes;
  private boolean other;
  private Duration longest = Duration.ZERO;
  private Duration longestGap = Duration.ZERO;

  /** Waits for the three members of a new cluster. */
  ChangedCluster(OperatorFixture fixture, String name, SplittableRandom random) {
    this.fixture = fixture;
    this.name = name;
    this.random = random;
    cluster = new ManagedCluster(fixture, name);
    var _ = cluster.awaitSettled(SIZES.getFirst(), LIMIT);
    credentials = cluster.credentials();
    tunnel = cluster.tunnel();
    writer = new SteadyWriter(tunnel.port(), () -> credentials);
    watch = new QuorumWatch(cluster, tunnel.port(), () -> credentials);
  }

  String name() {
    return name;
  }

  ManagedCluster cluster() {
    return cluster;
  }

  SteadyWriter writer() {
    return writer;
  }

  QuorumWatch watch() {
    return watch;
  }

  /** The change that is not done yet. */
  Optional<Kind> goingOn() {
    return goingOn;
  }

  /** The longest that a change took. */
  Duration longest() {
    return longest;
  }

  /** The longest time without a write, except while a node was lost. */
  Duration longestGap() {
    return longestGap;
  }

  /** How many changes were carried out. */
  int changes() {
    return changes;
  }

  /** As was asked for last. */
  int replicas() {
    return SIZES.get(step);
  }

  /** Changes it in the next of the ways that do not need a node, and waits until that is done. */
  void changeInSomeWay() {
    if (bag.isEmpty()) {
      for (Kind kind : Kind.values()) {
        if (!kind.ofNode()) {
          bag.add(random.nextInt(bag.size() + 1), kind);
        }
      }
      bag.add(random.nextInt(bag.size() + 1), Kind.SCALE);
    }
    // A single member has to go down for all other changes.
    change(replicas() == 1 ? Kind.SCALE : bag.removeLast());
  }

  /** Makes it one that can do without a member. */
  void growFromOne() {
    if (replicas() == 1) {
      change(Kind.SCALE);
    }
  }

  private void change(Kind kind) {
    during(kind, () -> begin(kind));
  }

  /** Waits until a change is done that the condition tells of and leaves everybody well. */
  void during(Kind kind, Supplier<BooleanSupplier> begin) {
    goingOn = Optional.of(kind);
    long start = System.nanoTime();
    BooleanSupplier done = begin.get();
    while (!(cluster.settledNow(replicas()) && done.getAsBoolean())) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new AssertionError(
            "%s: %s not done after %s:%n%s".formatted(name, kind, LIMIT, cluster.picture()));
      }
      LockSupport.parkNanos(POLL.toNanos());
      // As a client does that reads its files again.
      credentials = cluster.credentials();
    }
    goingOn = Optional.empty();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    longest = took.compareTo(longest) > 0 ? took : longest;
    changes++;
    System.out.printf(
        "%s %s: %s, %d members, after %.1f s; longest without a write %d ms%n",
        Instant.now(), name, kind, replicas(), took.toMillis() / 1e3, takeGap().toMillis());
  }

  private Duration takeGap() {
    Duration gap = writer.takeGap();
    longestGap = gap.compareTo(longestGap) > 0 ? gap : longestGap;
    return gap;
  }

  /** Asks for it; returns what is true once it has been done. */
  private BooleanSupplier begin(Kind kind) {
    return switch (kind) {
      case SCALE -> {
        step = (step + 1) % SIZES.size();
        cluster.scale(replicas());
        yield () -> true;
      }
      case OPTION -> {
        cluster.patch("{\"options\":{\"snapshotCount\":%d}}".formatted(10_000 + changes));
        yield () -> true;
      }
      case IMAGE -> {
        fixture.loadOtherNodeImage();
        other = !other;
        cluster.patch(
            "{\"version\":\"%s\",\"image\":{\"tag\":\"%s\"},\"upgrade\":{\"canarySoak\":\"5s\"}}"
                .formatted(other ? "3.7.2" : "3.7.1", other ? OTHER_TAG : "dev"));
        yield () -> true;
      }
      case CERTIFICATES -> newAuthority();
      case POD -> withoutPod(anyPod());
      case VOLUME -> withoutVolume(anyPod());
      case DRAIN, NODE -> throw new IllegalArgumentException(kind.name());
    };
  }

  /** So long a validity that whatever there is has to be renewed, and what is made then has not. */
  private BooleanSupplier newAuthority() {
    String secret = "secret/" + ManagedCluster.NAME + "-ca";
    String before = cluster.field(secret, ".metadata.annotations");
    int days = 2_000 + 500 * changes;
    cluster.patch(
        "{\"tls\":{\"rotation\":{\"caValidity\":\"%dd\",\"caRenewBefore\":\"%dd\"}}}"
            .formatted(days, days - 100));
    return () -> {
      String stage = cluster.field(secret, ".metadata.annotations");
      return !stage.equals(before) && stage.matches("(?s).*authority-stage\":\"[0-9a-f]+-3\".*");
    };
  }

  private BooleanSupplier withoutPod(Pod pod) {
    String uid = pod.getMetadata().getUid();
    var _ = cluster.kubectl("delete", "pod", pod.getMetadata().getName(), "--wait=false");
    return () -> cluster.pods().stream().noneMatch(one -> one.getMetadata().getUid().equals(uid));
  }

  private BooleanSupplier withoutVolume(Pod pod) {
    String member = pod.getMetadata().getName();
    String claim = "pvc/data-%s-%d".formatted(member, cluster.incarnation(member));
    String uid = cluster.field(claim, ".metadata.uid");
    var _ = cluster.kubectl("delete", claim, "--wait=false");
    BooleanSupplier recreated = withoutPod(pod);
    return () ->
        recreated.getAsBoolean() && !cluster.field("pvc", ".items[*].metadata.uid").contains(uid);
  }

  private Pod anyPod() {
    List<Pod> pods = cluster.pods();
    return pods.get(random.nextInt(pods.size()));
  }

  @Override
  public void close() {
    watch.close();
    writer.close();
    tunnel.close();
    cluster.close();
  }
}
