package io.keelson.node.wal;

/**
 * Why reading the last segment did not end at zeros or at the end of the file.
 *
 * @param kind what upstream would make of it
 * @param offset where the first bad record starts, in bytes
 * @param problem for people
 * @param hasRecordInside whether something that looks like a whole record stands within the bytes
 *     that the bad record claims: then its length is wrong
 * @param hasRecordAfter whether something that looks like a whole record stands anywhere behind
 */
record Damage(
    Kind kind, long offset, String problem, boolean hasRecordInside, boolean hasRecordAfter) {
  enum Kind {
    /** A whole sector of the record is zero: upstream cuts it off. */
    TORN,
    /** The record reaches beyond the end of the file: upstream cuts it off. */
    CUT_SHORT,
    /** Anything else: upstream refuses to start. */
    BAD
  }
}
