package io.keelson.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Drives one server with one workload and prints rate, latency and what the client cost. */
final class LoadGenerator {
  private static final String USAGE =
      """
      usage: run load --target HOST:PORT [options]
        --workload put|get|txn-create|page|page-first|count|k8s|fill   (default put)
        --connections N (4)  --in-flight N per connection (16)  --lanes N client threads (1)
        --rate N             open loop at N requests a second; without it closed loop
        --seconds N (10)     measured window     --warmup-seconds N (3)
        --keys N (10k)       key space; objects for k8s; keys to write for fill
        --order sequential|random (random)       --value-bytes N (256)
        --limit N (500)      keys per page       --serializable
        --prefix TEXT (/registry/pods/default/)
        --tls                trust any certificate     --ca FILE  trust this authority
      get, page and count need a fill with the same prefix and number of keys before.
      Numbers may end in k or m.""";

  private LoadGenerator() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    if (List.of(arguments).contains("--help")) {
      System.out.println(USAGE);
      return;
    }
    try {
      run(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("load: " + e.getMessage());
      System.err.println(USAGE);
      System.exit(2);
    } catch (IOException | IllegalStateException e) {
      System.err.println("load: " + e);
      System.exit(1);
    }
  }

  private static void run(String[] arguments) throws IOException {
    Options options =
        new Options(
            arguments,
            Set.of(
                "target",
                "workload",
                "connections",
                "in-flight",
                "lanes",
                "rate",
                "seconds",
                "warmup-seconds",
                "keys",
                "order",
                "value-bytes",
                "limit",
                "prefix",
                "ca"),
            Set.of("serializable", "tls"));
    Pace pace =
        options.has("rate") ? new Pace.FixedRate(options.count("rate", 0)) : new Pace.ClosedLoop();
    try (Load load = new Load(client(options), workload(options))) {
      if (options.text("workload", "put").equals("fill")) {
        fill(load, pace, options.count("keys", 10_000));
        return;
      }
      Duration warmup = Duration.ofSeconds(options.number("warmup-seconds", 3));
      load.warm(pace, 0, warmup, warmup);
      load.openWindow();
      long cpu = ProcessReading.ofClient().cpuNanos();
      Load.sleep(1000L * options.number("seconds", 10));
      LoadCount count = load.closeWindow();
      print(count, ProcessReading.ofClient().cpuNanos() - cpu);
      load.stop();
    }
  }

  private static void fill(Load load, Pace pace, long keys) {
    long cpu = ProcessReading.ofClient().cpuNanos();
    load.start(pace, keys);
    load.finish(Duration.ofHours(2));
    LoadCount count = load.closeWindow();
    print(count, ProcessReading.ofClient().cpuNanos() - cpu);
  }

  private static void print(LoadCount count, long clientCpuNanos) {
    System.out.printf(
        "%d requests in %.2f s: %.0f/s, %.2f MB/s received%n",
        count.completed(), count.seconds(), count.perSecond(), count.megabytesPerSecond());
    System.out.printf(
        "latency ms: p50 %.3f  p90 %.3f  p99 %.3f  p99.9 %.3f  max %.3f%n",
        count.millisAt(50),
        count.millisAt(90),
        count.millisAt(99),
        count.millisAt(99.9),
        count.millisAt(100));
    System.out.printf("client CPU: %.2f µs/request%n", clientCpuNanos / 1e3 / count.completed());
    if (!count.trouble().text().isEmpty()) {
      System.out.println(count.trouble().text());
    }
  }

  private static ClientConfig client(Options options) {
    String target = options.text("target", "");
    int colon = target.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("--target HOST:PORT is needed");
    }
    InetSocketAddress address;
    try {
      address =
          new InetSocketAddress(
              target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no port in " + target, e);
    }
    ClientConfig.Trust trust =
        options.has("ca")
            ? new ClientConfig.Trust.Authority(Path.of(options.text("ca", "")))
            : options.has("tls")
                ? new ClientConfig.Trust.Anyone()
                : new ClientConfig.Trust.Plaintext();
    return new ClientConfig(
        address,
        trust,
        options.number("connections", 4),
        options.number("in-flight", 16),
        options.number("lanes", 1));
  }

  private static Workload workload(Options options) {
    String prefix = options.text("prefix", "/registry/pods/default/");
    long keys = options.count("keys", 10_000);
    int valueBytes = options.number("value-bytes", 256);
    SimpleWorkloads.KeyOrder order =
        switch (options.text("order", "random")) {
          case "random" -> SimpleWorkloads.KeyOrder.RANDOM;
          case "sequential" -> SimpleWorkloads.KeyOrder.SEQUENTIAL;
          default -> throw new IllegalArgumentException("--order is sequential or random");
        };
    Values values = new Values(1);
    return switch (options.text("workload", "put")) {
      case "put" -> SimpleWorkloads.put(prefix, order, keys, valueBytes, values);
      case "fill" ->
          SimpleWorkloads.put(
              prefix, SimpleWorkloads.KeyOrder.SEQUENTIAL, keys, valueBytes, values);
      case "get" -> SimpleWorkloads.get(prefix, keys, options.has("serializable"));
      case "txn-create" ->
          SimpleWorkloads.create(
              prefix + Long.toHexString(System.currentTimeMillis()) + "-", valueBytes, values);
      case "page" -> new PageWorkload(prefix, options.number("limit", 500), false);
      case "page-first" -> new PageWorkload(prefix, options.number("limit", 500), true);
      case "count" -> SimpleWorkloads.count(prefix);
      case "k8s" ->
          new KubernetesWorkload(
              prefix + Long.toHexString(System.currentTimeMillis()) + "-",
              Math.toIntExact(keys),
              values);
      default -> throw new IllegalArgumentException("unknown workload");
    };
  }
}
