package io.keelson.node.metrics;

/**
 * What the exported metrics depend on.
 *
 * @param serverVersion the etcd version this server stands for, as in {@code 3.7.1}
 * @param runtimeVersion what runs the server, told where etcd tells its Go version
 * @param extensive whether each call's duration is measured ({@code --metrics=extensive})
 * @param goCompat whether JVM readings also appear under the names of Go's runtime metrics
 */
public record MetricsConfig(
    String serverVersion, String runtimeVersion, boolean extensive, boolean goCompat) {}
