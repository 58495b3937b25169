package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import java.util.List;

/**
 * What a deletion did.
 *
 * @param revision revision after it
 * @param deleted number of keys
 * @param previous encoded {@code mvccpb.KeyValue}s before it in key order, if wanted
 */
public record DeleteResult(long revision, long deleted, List<Bytes> previous) {}
