/**
 * Structured logging in the line format of etcd (zap's): one JSON object a line, or tab-separated
 * columns for reading by eye.
 *
 * <p>A {@link io.keelson.node.log.Log} is opened once by the main class and its loggers are passed
 * by constructor. A logging call never throws; a line that cannot be written is dropped and
 * counted. This package starts no thread and reads time only from the clock it is given.
 */
@org.jspecify.annotations.NullMarked
package io.keelson.node.log;
