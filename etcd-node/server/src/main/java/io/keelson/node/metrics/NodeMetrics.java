package io.keelson.node.metrics;

/**
 * Every metric of the node, by subject. Constructed once; the parts are handed to the code that
 * updates them.
 */
public final class NodeMetrics {
  public final IdentityMetrics identity;
  public final ServerMetrics server;
  public final RequestMetrics requests;
  public final HealthMetrics health;
  public final MvccMetrics mvcc;
  public final CompactionMetrics compaction;
  public final WatchMetrics watch;
  public final DiskMetrics disk;
  public final LeaseMetrics lease;
  public final NetworkMetrics network;
  public final GrpcMetrics grpc;
  public final ScrapeMetrics scrape;

  private final MetricRegistry registry;

  public NodeMetrics(MetricRegistry registry, MetricsConfig config) {
    this.registry = registry;
    identity = new IdentityMetrics(registry, config);
    server = new ServerMetrics(registry);
    requests = new RequestMetrics(registry);
    health = new HealthMetrics(registry);
    mvcc = new MvccMetrics(registry);
    compaction = new CompactionMetrics(registry);
    watch = new WatchMetrics(registry);
    disk = new DiskMetrics(registry);
    lease = new LeaseMetrics(registry);
    network = new NetworkMetrics(registry);
    grpc = new GrpcMetrics(registry, config.extensive());
    scrape = new ScrapeMetrics(registry);
    UnusedMetrics.register(registry);
    ProcessMetrics.register(registry, ProcSelf.ofThisProcess());
    JvmReadings jvm = new JvmReadings();
    JvmMetrics.register(registry, jvm, config.runtimeVersion());
    if (config.goCompat()) {
      GoCompatMetrics.register(registry, jvm, config.runtimeVersion());
    }
  }

  /** Where all of them are registered; answers scrapes. */
  public MetricRegistry registry() {
    return registry;
  }
}
