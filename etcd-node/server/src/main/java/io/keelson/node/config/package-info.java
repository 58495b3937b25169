/**
 * What the operator said: flags, environment and config file become one immutable {@link
 * io.keelson.node.config.ServerConfig}.
 *
 * <p>Pure: nothing here reads a file, the environment or a clock, and nothing logs or exits. {@link
 * io.keelson.node.config.ConfigParser} is given everything and answers with a {@link
 * io.keelson.node.config.ParseResult} that says what to log, print or run.
 *
 * <p>All options are rows of the tables {@code MemberFlags}, {@code ServiceFlags}, {@code
 * ClusterFlags}, {@code SecurityFlags} and {@code MonitoringFlags}; the three sources, the usage
 * text and the deprecated names are derived from those rows.
 */
@org.jspecify.annotations.NullMarked
package io.keelson.node.config;
