package io.keelson.node.api;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What the lease service needs besides the leases.
 *
 * @param requestBytesMax most bytes of a received message
 * @param responseBytesMax most bytes of one answer
 * @param quota whether the store may grow
 * @param ids ids for leases whose client gives none; any numbers, of which 63 bits are used
 * @param readers threads for reads that take longer than an event loop should
 */
public record LeaseSettings(
    long requestBytesMax,
    long responseBytesMax,
    SpaceQuota quota,
    LongSupplier ids,
    Executor readers) {}
