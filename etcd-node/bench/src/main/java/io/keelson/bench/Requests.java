package io.keelson.bench;

import java.util.SplittableRandom;

/**
 * etcd's requests as a client such as kube-apiserver writes them. Each method appends fields of one
 * message, last field first.
 */
public final class Requests {
  /** Field 2 of a put; write it before {@link #putKey}. */
  public static final int PUT_VALUE = 2;

  private static final int COMPARE_MOD = 2;

  private static final int TXN_COMPARE = 1;
  private static final int TXN_SUCCESS = 2;
  private static final int TXN_FAILURE = 3;

  private static final int OP_RANGE = 1;
  private static final int OP_PUT = 2;
  private static final int OP_DELETE = 3;

  private Requests() {}

  public static void putKey(RequestBuffer request, byte[] key) {
    request.bytesField(1, key);
  }

  public static void get(RequestBuffer request, byte[] key, boolean serializable) {
    if (serializable) {
      request.varintField(7, 1);
    }
    request.bytesField(1, key);
  }

  /** A page from {@code key[0..keyLength)} to the end; revision 0 is the current one. */
  public static void page(
      RequestBuffer request, byte[] key, int keyLength, byte[] end, long limit, long revision) {
    if (revision != 0) {
      request.varintField(4, revision);
    }
    request.varintField(3, limit);
    request.bytesField(2, end);
    request.bytesField(1, key, 0, keyLength);
  }

  public static void count(RequestBuffer request, byte[] key, byte[] end) {
    request.varintField(9, 1);
    request.bytesField(2, end);
    request.bytesField(1, key);
  }

  /** All keys of a range without their values. */
  public static void keysOnly(RequestBuffer request, byte[] key, byte[] end) {
    request.varintField(8, 1);
    request.bytesField(2, end);
    request.bytesField(1, key);
  }

  /** The whole range, as a range stream takes it. */
  public static void all(RequestBuffer request, byte[] key, byte[] end) {
    request.bytesField(2, end);
    request.bytesField(1, key);
  }

  /** One key as it was at a revision. */
  public static void getAt(RequestBuffer request, byte[] key, long revision) {
    request.varintField(4, revision);
    request.bytesField(1, key);
  }

  /** Puts a key that a lease holds. */
  public static void putAttached(RequestBuffer request, byte[] key, byte[] value, long lease) {
    request.varintField(3, lease);
    request.bytesField(PUT_VALUE, value);
    putKey(request, key);
  }

  /** A compaction that is answered when the rows are gone. */
  public static void compact(RequestBuffer request, long revision) {
    request.varintField(2, 1);
    request.varintField(1, revision);
  }

  /** The hash of all keys and their history up to a revision. */
  public static void hashKv(RequestBuffer request, long revision) {
    request.varintField(1, revision);
  }

  /** A lease with an id of the client's choice. */
  public static void leaseGrant(RequestBuffer request, long id, long ttlSeconds) {
    request.varintField(2, id);
    request.varintField(1, ttlSeconds);
  }

  /** A request that only names a lease: to revoke it or to keep it alive. */
  public static void lease(RequestBuffer request, long id) {
    request.varintField(1, id);
  }

  /** If the key is absent, put it. */
  public static void create(
      RequestBuffer request, byte[] key, Values values, int size, SplittableRandom random) {
    putOp(request, key, values, size, random);
    compareModRevision(request, key, 0);
  }

  /** If the key is at this revision, put it, else read it. */
  public static void update(
      RequestBuffer request,
      byte[] key,
      long modRevision,
      Values values,
      int size,
      SplittableRandom random) {
    readOtherwise(request, key);
    putOp(request, key, values, size, random);
    compareModRevision(request, key, modRevision);
  }

  /** If the key is at this revision, delete it, else read it. */
  public static void delete(RequestBuffer request, byte[] key, long modRevision) {
    readOtherwise(request, key);
    int success = request.mark();
    int op = request.mark();
    request.bytesField(1, key);
    request.message(OP_DELETE, op);
    request.message(TXN_SUCCESS, success);
    compareModRevision(request, key, modRevision);
  }

  /** A watch over the range as kube-apiserver opens it. */
  public static void watch(RequestBuffer request, byte[] key, byte[] end) {
    int create = request.mark();
    request.varintField(6, 1); // prev_kv
    request.varintField(4, 1); // progress_notify
    request.bytesField(2, end);
    request.bytesField(1, key);
    request.message(1, create);
  }

  /**
   * One more watch on a stream, with an id of the client's choice above 0.
   *
   * @param startRevision 0 for all that comes
   */
  public static void watchFrom(
      RequestBuffer request, byte[] key, byte[] end, long startRevision, long watchId) {
    int create = request.mark();
    request.varintField(7, watchId);
    request.varintField(6, 1); // prev_kv
    if (startRevision != 0) {
      request.varintField(3, startRevision);
    }
    request.bytesField(2, end);
    request.bytesField(1, key);
    request.message(1, create);
  }

  private static void putOp(
      RequestBuffer request, byte[] key, Values values, int size, SplittableRandom random) {
    int success = request.mark();
    int op = request.mark();
    values.write(request, PUT_VALUE, size, random);
    putKey(request, key);
    request.message(OP_PUT, op);
    request.message(TXN_SUCCESS, success);
  }

  private static void readOtherwise(RequestBuffer request, byte[] key) {
    int failure = request.mark();
    int op = request.mark();
    get(request, key, false);
    request.message(OP_RANGE, op);
    request.message(TXN_FAILURE, failure);
  }

  /**
   * The compared number is one of a oneof, so it is written even when it is zero; the result EQUAL
   * is a plain zero and left out.
   */
  private static void compareModRevision(RequestBuffer request, byte[] key, long modRevision) {
    int compare = request.mark();
    request.varintField(6, modRevision);
    request.bytesField(3, key);
    request.varintField(2, COMPARE_MOD);
    request.message(TXN_COMPARE, compare);
  }
}
