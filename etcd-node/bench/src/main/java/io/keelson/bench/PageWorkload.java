package io.keelson.bench;

import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists a prefix in pages as kube-apiserver does: the first page at the current revision, each
 * further one from just behind the last key with that revision pinned. Or always the first page.
 */
final class PageWorkload implements Workload {
  private final String prefix;
  private final long limit;
  private final boolean firstOnly;

  PageWorkload(String prefix, long limit, boolean firstOnly) {
    this.prefix = prefix;
    this.limit = limit;
    this.firstOnly = firstOnly;
  }

  @Override
  public List<Source> sources(LaneShare share) {
    List<Source> sources = new ArrayList<>();
    for (int position = 0; position < share.positions(); position++) {
      sources.add(new Walk());
    }
    return sources;
  }

  private final class Walk implements Source {
    private final byte[] first = KeyBuffer.startOf(prefix);
    private final byte[] end = KeyBuffer.endOf(prefix);
    private byte[] key = first.clone();
    private int keyLength = first.length;
    private long revision;

    @Override
    public MethodDescriptor<RequestBuffer, byte[]> next(RequestBuffer request) {
      Requests.page(request, key, keyLength, end, limit, revision);
      return EtcdMethods.RANGE;
    }

    @Override
    public void completed(byte[] response) {
      boolean more = false;
      long current = 0;
      int keys = 0;
      ResponseCursor cursor = new ResponseCursor(response);
      ResponseCursor last = cursor;
      while (cursor.next()) {
        switch (cursor.field()) {
          case 1 -> current = ResponseCursor.numberIn(cursor.nested(), 3);
          case 2 -> {
            last = cursor.nested();
            keys++;
          }
          case 3 -> more = cursor.number() != 0;
          default -> {}
        }
      }
      if (keys == 0) {
        throw new IllegalStateException("an empty page: the prefix " + prefix + " was not loaded");
      }
      if (!more || firstOnly) {
        restart();
        return;
      }
      if (revision == 0) {
        revision = current;
      }
      continueBehind(last);
    }

    @Override
    public void failed() {
      restart();
    }

    private void restart() {
      System.arraycopy(first, 0, key, 0, first.length);
      keyLength = first.length;
      revision = 0;
    }

    /** The smallest key greater than the last one: the same with a zero byte behind. */
    private void continueBehind(ResponseCursor keyValue) {
      if (!keyValue.next() || keyValue.field() != 1) {
        throw new IllegalStateException("a pair without a key");
      }
      keyLength = keyValue.length() + 1;
      if (key.length < keyLength) {
        key = new byte[keyLength];
      }
      keyValue.copyTo(key);
      key[keyLength - 1] = 0;
    }
  }
}
