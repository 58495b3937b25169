package io.keelson.node.api;

import io.keelson.bytes.Bytes;
import io.keelson.node.command.RangeRequest;
import io.keelson.node.command.Refusal;
import io.keelson.node.mvcc.KeyValueView;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.RangeResult;
import io.keelson.node.mvcc.StoreView;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One {@code RangeStream} call. Holds one chunk at a time: the next is read when the client can
 * take it. All chunks show the revision of the first; if that is compacted meanwhile the stream
 * ends with that error, as upstream's does, rather than pinning the store for a slow client.
 */
final class RangeStreamCall {
  private static final int FIRST_CHUNK_KEYS = 10;

  private final Call call;
  private final MvccStore store;
  private final ResponseHeaders headers;
  private final KvSettings settings;
  private final Executor readers;
  private final AtomicBoolean isWorking = new AtomicBoolean(true);
  private RangeRequest request;
  private final long keysMax;
  private long keysSent;
  private long chunkKeys;
  private long headerRevision;
  private boolean isEnded;

  RangeStreamCall(
      RangeRequest request,
      Call call,
      MvccStore store,
      ResponseHeaders headers,
      KvSettings settings,
      Executor readers) {
    this.request = request;
    this.call = call;
    this.store = store;
    this.headers = headers;
    this.settings = settings;
    this.readers = readers;
    // Upstream sorts each chunk by itself, and takes a negative limit for one chunk with
    // everything.
    boolean isOneChunk = request.limit() < 0 && request.sortTarget() != RangeRequest.BY_KEY;
    this.chunkKeys = isOneChunk ? Long.MAX_VALUE : FIRST_CHUNK_KEYS;
    this.keysMax = request.limit() > 0 ? request.limit() : Long.MAX_VALUE;
  }

  /** The read may begin. */
  void start() {
    readers.execute(this::work);
  }

  /** The client can take more, or has gone. */
  void continueSending() {
    if (isWorking.compareAndSet(false, true)) {
      readers.execute(this::work);
    }
  }

  private void work() {
    while (!isEnded && !call.isCancelled()) {
      sendChunk();
      if (!isEnded && !call.isReady()) {
        isWorking.set(false);
        // The client may have become ready between the two lines above.
        if (!call.isReady() || !isWorking.compareAndSet(false, true)) {
          return;
        }
      }
    }
  }

  private void sendChunk() {
    StoreView view = store.view();
    try {
      @Nullable Refusal refusal = view.refusal(request.revision());
      if (refusal != null) {
        isEnded = true;
        call.refuse(refusal);
        return;
      }
      settings.metrics().ranges.inc();
      if (headerRevision == 0) {
        headerRevision = view.revision();
      }
      if (request.isCountOnly()) {
        sendCount(view);
      } else {
        sendKeys(view);
      }
    } finally {
      view.release();
    }
  }

  private void sendCount(StoreView view) {
    EncodedMessage.Builder out = new EncodedMessage.Builder();
    headers.write(out, headerRevision);
    RangeCalls.writeTail(
        out, false, view.count(request.key(), request.rangeEnd(), request.revision()));
    end(out);
  }

  private void sendKeys(StoreView view) {
    EncodedMessage.Builder body = new EncodedMessage.Builder();
    byte[][] last = new byte[1][];
    long limit = Math.min(chunkKeys, keysMax - keysSent);
    RangeResult result =
        view.range(
            withLimit(limit),
            (array, offset, length) -> {
              RangeCalls.writeKeyValue(body, array, offset, length);
              last[0] = KeyValueView.decode(Bytes.wrap(array, offset, length)).key().toArray();
            });
    keysSent += result.returned();
    if (!result.isMore() || keysSent == keysMax) {
      sendLast(view, body, result, last[0]);
      return;
    }
    adjustChunk(body.size());
    call.send(wrap(body));
    next(Bytes.wrap(last[0]).successor());
  }

  private void sendLast(
      StoreView view, EncodedMessage.Builder body, RangeResult result, byte @Nullable [] last) {
    long count = keysSent;
    if (result.isMore() && last != null) {
      Bytes rest = Bytes.wrap(last).successor();
      count += view.count(rest, request.rangeEnd(), pinnedRevision());
    }
    EncodedMessage.Builder out = new EncodedMessage.Builder();
    headers.write(out, headerRevision);
    out.append(body.build());
    RangeCalls.writeTail(out, result.isMore(), count);
    end(out);
  }

  private void end(EncodedMessage.Builder out) {
    isEnded = true;
    call.send(wrap(out));
    call.end();
  }

  /** Puts a {@code RangeResponse} into a {@code RangeStreamResponse}. */
  private static EncodedMessage wrap(EncodedMessage.Builder response) {
    EncodedMessage inner = response.build();
    EncodedMessage.Builder out = new EncodedMessage.Builder();
    out.varint(1 << 3 | 2);
    out.varint(inner.available());
    out.append(inner);
    return out.build();
  }

  private void adjustChunk(long sentBytes) {
    if (sentBytes < settings.chunkBytes() / 2) {
      chunkKeys *= 2;
    } else if (sentBytes > settings.chunkBytes() * 2) {
      chunkKeys = Math.max(1, chunkKeys / 2);
    }
  }

  private long pinnedRevision() {
    return request.revision() > 0 ? request.revision() : headerRevision;
  }

  private void next(Bytes key) {
    request =
        new RangeRequest(
            key,
            request.rangeEnd(),
            request.limit(),
            pinnedRevision(),
            request.sortOrder(),
            request.sortTarget(),
            request.isSerializable(),
            request.isKeysOnly(),
            false,
            request.filter());
  }

  private RangeRequest withLimit(long limit) {
    return new RangeRequest(
        request.key(),
        request.rangeEnd(),
        limit,
        request.revision(),
        request.sortOrder(),
        request.sortTarget(),
        request.isSerializable(),
        request.isKeysOnly(),
        false,
        request.filter());
  }
}
