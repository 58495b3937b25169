package io.keelson.node.mvcc;

/**
 * One version of a key without its value.
 *
 * @param createRevision revision at which the key came to life
 * @param revision revision of this version
 * @param version counts from 1 since the key came to life
 * @param lease attached lease, 0 for none
 */
record KeyVersion(long createRevision, Revision revision, long version, long lease) {}
