package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a put did.
 *
 * @param revision revision of the new version
 * @param previous encoded {@code mvccpb.KeyValue} before it, if wanted and there was one
 */
public record PutResult(long revision, @Nullable Bytes previous) {}
