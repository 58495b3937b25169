package io.keelson.bench;

import io.keelson.bench.SimpleWorkloads.KeyOrder;
import java.util.Arrays;
import java.util.List;

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
  RESTART_1M("restart-1m", 4, 64, Preload.MILLION),
  RSS_1M("rss-1m", 4, 64, Preload.MILLION),
  FILL_5G("fill-5g", 4, 64, Preload.GIGABYTES);

  static final String PREFIX = "/registry/pods/default/"; // keys of 35 bytes
  private static final int VALUE_BYTES = 256;
  private static final int CREATED_BYTES = 1024;
  private static final int PAGE_LIMIT = 500;
  private static final int PUT_KEYS = 100_000;
  private static final int KUBERNETES_OBJECTS = 10_000;

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

  /** Keys loaded before the measurement; for {@link #FILL_5G} they are the measurement. */
  enum Preload {
    NONE(0, 0),
    SMALL(10_000, VALUE_BYTES),
    LARGE(200_000, VALUE_BYTES),
    MILLION(1_000_000, VALUE_BYTES),
    GIGABYTES(5_000_000_000L / 2048, 2048);

    private final long keys;
    private final int valueBytes;

    Preload(long keys, int valueBytes) {
      this.keys = keys;
      this.valueBytes = valueBytes;
    }
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
      case RESTART_1M, RSS_1M, FILL_5G -> false;
      default -> true;
    };
  }

  /** How many keys are loaded when only one part of so many is wanted. */
  long keys(int divisor) {
    return preload.keys / divisor;
  }

  /** Puts these many keys one after the other. */
  Workload loading(long keys, Values values) {
    return SimpleWorkloads.put(PREFIX, KeyOrder.SEQUENTIAL, keys, preload.valueBytes, values);
  }

  /** The steady load of this shape, with these many keys loaded. */
  Workload workload(long keys, Values values) {
    return switch (this) {
      case PUT_64, PUT_1 ->
          SimpleWorkloads.put(PREFIX, KeyOrder.RANDOM, PUT_KEYS, VALUE_BYTES, values);
      case GET_64, GET_1 -> SimpleWorkloads.get(PREFIX, keys, false);
      case SERIALIZABLE_64 -> SimpleWorkloads.get(PREFIX, keys, true);
      case TXN_64 -> SimpleWorkloads.create(PREFIX, CREATED_BYTES, values);
      case PAGE_200K -> new PageWorkload(PREFIX, PAGE_LIMIT, false);
      case FIRST_PAGE_200K -> new PageWorkload(PREFIX, PAGE_LIMIT, true);
      case COUNT_200K -> SimpleWorkloads.count(PREFIX);
      case KUBERNETES, KUBERNETES_WATCHED ->
          new KubernetesWorkload(PREFIX, KUBERNETES_OBJECTS, values);
      case RESTART_1M, RSS_1M, FILL_5G ->
          throw new IllegalStateException(title + " is not a steady load");
    };
  }
}
