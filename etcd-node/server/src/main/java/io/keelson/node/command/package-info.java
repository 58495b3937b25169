/**
 * What a log entry asks of the state machine: {@code etcdserverpb.InternalRaftRequest} as values.
 *
 * <p>Requests that clients send often are read by hand and keep slices of the received bytes; the
 * same bytes go into the log. Everything else uses the generated classes.
 */
@NullMarked
package io.keelson.node.command;

import org.jspecify.annotations.NullMarked;
