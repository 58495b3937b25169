/**
 * The metrics of the node: a small registry, the Prometheus text format, and every metric name that
 * etcd's dashboards and alerts expect.
 *
 * <p>Names are exported exactly as registered; no suffix is added or rewritten. All cells may be
 * updated by any thread. Nothing here starts a thread or reads a clock.
 */
@org.jspecify.annotations.NullMarked
package io.keelson.node.metrics;
