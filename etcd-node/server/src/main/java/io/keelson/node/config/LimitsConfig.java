package io.keelson.node.config;

import java.time.Duration;

/**
 * What clients may ask.
 *
 * @param maxTxnOps operations in one transaction
 * @param maxRequestBytes size of one request
 * @param maxConcurrentStreams streams per connection, an unsigned 32-bit number
 * @param keepaliveMinTime shortest interval at which a client may ping
 * @param keepaliveInterval interval of the server's pings, zero for none
 * @param keepaliveTimeout how long to wait for their answers
 * @param watchProgressInterval interval of progress notifications; zero for the default
 */
public record LimitsConfig(
    long maxTxnOps,
    long maxRequestBytes,
    long maxConcurrentStreams,
    Duration keepaliveMinTime,
    Duration keepaliveInterval,
    Duration keepaliveTimeout,
    Duration watchProgressInterval) {

  public static final long RECOMMENDED_REQUEST_BYTES_MAX = 10L << 20;

  /** Room for the envelope around a request. */
  private static final long OVERHEAD_BYTES = 512 << 10;

  /** Largest message to accept on the wire. */
  public long maxRequestBytesWithOverhead() {
    return maxRequestBytes + OVERHEAD_BYTES;
  }
}
