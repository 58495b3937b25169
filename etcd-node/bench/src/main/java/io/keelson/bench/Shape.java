package io.keelson.bench;

import io.keelson.bench.SimpleWorkloads.KeyOrder;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be compared, by the names of the command line. */
enum Shape {
  PUT_64("put-64", 4, 16, Preload.NONE),
  PUT_1("put-1", 1, 1, Preload.NONE),
  GET_64("get-64", 4, 16, Preload.SMALL),
  GET_1("get-1", 1, 1, Preload.SMALL),
  SERIALIZABLE_64("get-s-64", 4, 16, Preload.SMALL),
  TXN_64("txn-64", 4, 16, Preload.NONE),
  PAGE_200K("page-200k", 4, 2, Preload.LARGE),
  FIRST_PAGE_200K("page1-200k", 4, 2, Preload.LARGE),
  COUNT_200K("count-200k", 4, 2, Preload.LARGE),
  KUBERNETES("k8s", 4, 16, Preload.NONE),
  KUBERNETES_WATCHED("k8s-watch", 4, 16, Preload.NONE),
  KEYS_ONLY_200K("keys-only-200k", 1, 1, Preload.LARGE),
  WATCH_100("watch-100", 1, 1, Preload.NONE),
  WATCH_1000("watch-1000", 1, 1, Preload.NONE),
  WATCH_1000_STREAMS("watch-1000-streams", 1, 1, Preload.NONE),
  LEASE_GRANT_64("lease-grant-64", 4, 16, Preload.NONE),
  LEASE_REVOKE_64("lease-revoke-64", 4, 16, Preload.NONE),
  LEASE_KEEP_ALIVE_64("lease-keepalive-64", 4, 16, Preload.LEASES),
  RESTART_1M("restart-1m", 4, 64, Preload.MILLION),
  RSS_1M("rss-1m", 4, 64, Preload.MILLION),
  FILL_5G("fill-5g", 4, 64, Preload.GIGABYTES),
  WATCH_CATCH_UP("watch-catchup", 4, 16, Preload.HALF_MILLION),
  LEASE_EXPIRE_100K("lease-expire-100k", 4, 16, Preload.EXPIRING),
  COMPACT_1M("compact-1m", 4, 16, Preload.SUPERSEDED),
  RANGE_STREAM_100MB("range-stream-100mb", 4, 16, Preload.MEGABYTES),
  SNAPSHOT_2G("snapshot-2g", 4, 16, Preload.TWO_GIGABYTES),
  PUT_64_X3("put-64-x3", 4, 16, Preload.NONE),
  PUT_1_X3("put-1-x3", 1, 1, Preload.NONE),
  PUT_RATE_X3("put-rate-x3", 4, 64, Preload.NONE),
  GET_64_FOLLOWER_X3("get-64-x3-follower", 4, 16, Preload.SMALL),
  START_X3("start-x3", 1, 1, Preload.NONE),
  LEADER_KILL_X3("leader-kill-x3", 4, 16, Preload.NONE),
  CATCH_UP_X3("catch-up-x3", 4, 16, Preload.GIGABYTE_OF_LARGE);

  static final String PREFIX = "/registry/pods/default/"; // keys of 35 bytes
  private static final int MEMBERS = 3;
  private static final int VALUE_BYTES = 256;
  private static final int CREATED_BYTES = 1024;
  private static final int PAGE_LIMIT = 500;
  private static final int PUT_KEYS = 100_000;
  private static final int KUBERNETES_OBJECTS = 10_000;
  private static final int WATCHED_KEYS = 10_000;
  private static final int WATCHED_BYTES = 512;
  private static final long LEASES_PER_WINDOW = 100_000;
  private static final long LONG_TTL_SECONDS = 86_400;

  final String title;
  final int connections;
  final int inFlight;
  private final Preload preload;

  Shape(String title, int connections, int inFlight, Preload preload) {
    this.title = title;
    this.connections = connections;
    this.inFlight = inFlight;
    this.preload = preload;
  }

  static List<Shape> named(List<String> names) {
    if (names.equals(List.of("all"))) {
      return List.of(values());
    }
    return names.stream().map(Shape::named).toList();
  }

  private static Shape named(String name) {
    return Arrays.stream(values())
        .filter(shape -> shape.title.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no shape " + name));
  }

  /** True when the figures come from windows of steady load, false for a course of events. */
  boolean isSteady() {
    return switch (this) {
      case RESTART_1M,
          RSS_1M,
          FILL_5G,
          WATCH_CATCH_UP,
          LEASE_EXPIRE_100K,
          COMPACT_1M,
          RANGE_STREAM_100MB,
          SNAPSHOT_2G,
          START_X3,
          LEADER_KILL_X3,
          CATCH_UP_X3 ->
          false;
      default -> true;
    };
  }

  /** How many members the cluster has, all of them on this machine. */
  int members() {
    return switch (this) {
      case PUT_64_X3,
          PUT_1_X3,
          PUT_RATE_X3,
          GET_64_FOLLOWER_X3,
          START_X3,
          LEADER_KILL_X3,
          CATCH_UP_X3 ->
          MEMBERS;
      default -> 1;
    };
  }

  /** True when the load goes to one follower only and not to the leader. */
  boolean isSentToFollower() {
    return this == GET_64_FOLLOWER_X3;
  }

  /** Flags that both programs get for this shape. */
  List<String> flags() {
    return switch (this) {
      case START_X3, LEADER_KILL_X3 ->
          List.of("--heartbeat-interval=100", "--election-timeout=1000");
      case CATCH_UP_X3 ->
          List.of(
              "--snapshot-count=" + FollowerCatchUpCourse.SNAPSHOT_ENTRIES,
              "--snapshot-catchup-entries=" + FollowerCatchUpCourse.LOG_ENTRIES_KEPT);
      default -> List.of();
    };
  }

  /** What our node has to reach; nothing for shapes that are judged by their table alone. */
  List<Goal> goals(boolean isTls) {
    return switch (this) {
      case PUT_64_X3 -> List.of(Goal.timesBetter(Goal.CPU, isTls ? 4 : 3));
      case PUT_RATE_X3 -> List.of(Goal.timesBetter(Goal.P99, 2));
      case GET_64_FOLLOWER_X3 -> List.of(Goal.timesBetter(Goal.CPU, 3));
      case START_X3 -> List.of(Goal.atMost(StartCourse.FIRST, 4));
      case LEADER_KILL_X3 -> List.of(Goal.timesBetter(LeaderKillCourse.MEDIAN, 1));
      case CATCH_UP_X3 -> List.of(Goal.atMost(Disturbance.DURING_BEFORE, 1.3));
      default -> List.of();
    };
  }

  /** The pace that was asked for; some shapes have one of their own when none was. */
  Pace pace(Pace asked) {
    double perSecond =
        switch (this) {
          case WATCH_100 -> 500;
          case WATCH_1000, WATCH_1000_STREAMS -> 100;
          case WATCH_CATCH_UP -> 5000;
          case COMPACT_1M, SNAPSHOT_2G, PUT_RATE_X3 -> 2000;
          case LEADER_KILL_X3 -> 1000;
          case CATCH_UP_X3 -> 500;
          default -> 0;
        };
    return asked instanceof Pace.ClosedLoop && perSecond > 0
        ? new Pace.FixedRate(perSecond)
        : asked;
  }

  /** Requests of a window that ends with them and not with the time; 0 for the others. */
  long windowRequests(int divisor) {
    return switch (this) {
      case LEASE_GRANT_64, LEASE_REVOKE_64 -> LEASES_PER_WINDOW / divisor;
      default -> 0;
    };
  }

  /** Sent before each such window, as many requests. */
  Optional<Workload> before() {
    return this == LEASE_REVOKE_64
        ? Optional.of(LeaseWorkloads.grant(LONG_TTL_SECONDS))
        : Optional.empty();
  }

  /** Sent after each such window, as many requests. */
  Optional<Workload> after() {
    return this == LEASE_GRANT_64 ? Optional.of(LeaseWorkloads.revoke()) : Optional.empty();
  }

  /** What goes on beside this steady load. */
  Beside beside(ServerProcess server, Workload load) throws IOException {
    return switch (this) {
      case KUBERNETES_WATCHED -> new Bystanders(server, PREFIX);
      case WATCH_100 -> watchers(server, load, new EventStreams.Layout(10, 10, 1));
      case WATCH_1000 -> watchers(server, load, new EventStreams.Layout(10, 10, 10));
      case WATCH_1000_STREAMS -> watchers(server, load, new EventStreams.Layout(10, 100, 1));
      default -> Beside.NOTHING;
    };
  }

  /** How many keys are loaded when only one part of so many is wanted. */
  long keys(int divisor) {
    return preload.keys() / divisor;
  }

  /** Puts these many keys one after the other, or grants these many leases. */
  Workload loading(long keys, Values values) {
    return switch (preload) {
      case LEASES, EXPIRING -> LeaseWorkloads.grant(LONG_TTL_SECONDS);
      default ->
          SimpleWorkloads.put(
              PREFIX, KeyOrder.SEQUENTIAL, distinctKeys(keys), preload.valueBytes(), values);
    };
  }

  /** How many keys there are after so many puts of {@link #loading}. */
  long distinctKeys(long puts) {
    return preload.distinctKeys(puts);
  }

  /** The load of this shape, steady or beside its events, with these many keys loaded. */
  Workload workload(long keys, Values values) {
    return switch (this) {
      case PUT_64, PUT_1, PUT_64_X3, PUT_1_X3, PUT_RATE_X3, LEADER_KILL_X3 ->
          SimpleWorkloads.put(PREFIX, KeyOrder.RANDOM, PUT_KEYS, VALUE_BYTES, values);
      case GET_64, GET_1, GET_64_FOLLOWER_X3 -> SimpleWorkloads.get(PREFIX, keys, false);
      case SERIALIZABLE_64 -> SimpleWorkloads.get(PREFIX, keys, true);
      case TXN_64 -> SimpleWorkloads.create(PREFIX, CREATED_BYTES, values);
      case PAGE_200K -> new PageWorkload(PREFIX, PAGE_LIMIT, false);
      case FIRST_PAGE_200K -> new PageWorkload(PREFIX, PAGE_LIMIT, true);
      case COUNT_200K -> SimpleWorkloads.count(PREFIX);
      case KUBERNETES, KUBERNETES_WATCHED ->
          new KubernetesWorkload(PREFIX, KUBERNETES_OBJECTS, values);
      case KEYS_ONLY_200K -> SimpleWorkloads.keysOnly(PREFIX, keys);
      case WATCH_100, WATCH_1000, WATCH_1000_STREAMS ->
          new TimedPuts(PREFIX, WATCHED_KEYS, WATCHED_BYTES);
      case LEASE_GRANT_64 -> LeaseWorkloads.grant(LONG_TTL_SECONDS);
      case LEASE_REVOKE_64 -> LeaseWorkloads.revoke();
      case LEASE_KEEP_ALIVE_64 -> LeaseWorkloads.keepAlive(KeyOrder.RANDOM, keys);
      case WATCH_CATCH_UP, COMPACT_1M, SNAPSHOT_2G ->
          new TimedPuts(PREFIX, distinctKeys(keys), VALUE_BYTES);
      case CATCH_UP_X3 -> new TimedPuts(PREFIX, PUT_KEYS, VALUE_BYTES);
      case RESTART_1M, RSS_1M, FILL_5G, LEASE_EXPIRE_100K, RANGE_STREAM_100MB, START_X3 ->
          throw new IllegalStateException(title + " has no load");
    };
  }

  private static Beside watchers(ServerProcess server, Workload load, EventStreams.Layout layout)
      throws IOException {
    return new WatchersBeside(server, PREFIX, layout, (TimedPuts) load);
  }
}
