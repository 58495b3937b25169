package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a batch that is not written yet makes of a key.
 *
 * @param version the live version, or null if the key is deleted
 * @param row the encoded {@code CURRENT} row, null if deleted
 * @param tombstone the newest change if that is a deletion, else null
 */
record Pending(@Nullable KeyVersion version, @Nullable Bytes row, @Nullable Revision tombstone) {}
