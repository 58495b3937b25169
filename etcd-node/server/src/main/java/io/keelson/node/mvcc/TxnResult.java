package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;

/**
 * What a transaction did.
 *
 * @param revision revision after it
 * @param body encoded {@code TxnResponse} without its header
 */
public record TxnResult(long revision, Bytes body) {}
