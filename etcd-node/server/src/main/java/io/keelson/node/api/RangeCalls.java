package io.keelson.node.api;

import io.keelson.node.command.RangeRequest;
import io.keelson.node.command.Refusal;
import io.keelson.node.command.RequestText;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.RangeResult;
import io.keelson.node.mvcc.StoreView;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Serves ranges: short ones on the event loop, others on the reader threads. */
final class RangeCalls {
  private static final long LOOP_KEYS_MAX = 64;

  private final MvccStore store;
  private final ResponseHeaders headers;
  private final KvSettings settings;

  RangeCalls(MvccStore store, ResponseHeaders headers, KvSettings settings) {
    this.store = store;
    this.headers = headers;
    this.settings = settings;
  }

  /** Reads and answers; what it may read is settled already. */
  void serve(RangeRequest request, Call call) {
    if (isShort(request)) {
      read(request, call);
    } else {
      onReader(() -> read(request, call));
    }
  }

  private static boolean isShort(RangeRequest request) {
    boolean isBounded =
        request.rangeEnd().isEmpty()
            || request.isCountOnly()
            || (request.limit() > 0 && request.limit() <= LOOP_KEYS_MAX && request.isInKeyOrder());
    return isBounded && request.revision() <= 0 && !request.filter().isSet();
  }

  /**
   * Runs on a reader thread; when those are too busy the caller's thread does it, which slows it.
   */
  void onReader(Runnable work) {
    try {
      settings.readers().execute(work);
    } catch (RejectedExecutionException e) {
      work.run();
    }
  }

  private void read(RangeRequest request, Call call) {
    if (call.isCancelled()) {
      return;
    }
    long start = call.nowNanos();
    StoreView view = store.view();
    try {
      @Nullable Refusal refusal = view.refusal(request.revision());
      if (refusal != null) {
        settings.meter().ranged(call, false, call.nowNanos() - start);
        call.refuse(refusal);
        return;
      }
      settings.metrics().ranges.inc();
      EncodedMessage.Builder out = new EncodedMessage.Builder();
      headers.write(out, view.revision());
      RangeResult result;
      try {
        result = view.range(request, (array, offset, length) -> append(out, array, offset, length));
      } catch (AnswerTooLongException e) {
        call.fail(Statuses.answerTooLong(e.size(), settings.responseBytesMax()));
        return;
      }
      writeTail(out, result.isMore(), result.count());
      long size = out.size();
      call.answer(out.build());
      long took = settings.meter().ranged(call, true, call.nowNanos() - start);
      if (settings.meter().isSlow(took)) {
        String response = "range_response_count:" + result.returned() + " size:" + size;
        settings.meter().warn("read-only range ", took, RequestText.of(request), response);
      }
    } finally {
      view.release();
    }
  }

  private void append(EncodedMessage.Builder out, byte[] array, int offset, int length) {
    if (out.size() + length > settings.responseBytesMax()) {
      throw new AnswerTooLongException(out.size() + length);
    }
    writeKeyValue(out, array, offset, length);
  }

  static void writeKeyValue(EncodedMessage.Builder out, byte[] array, int offset, int length) {
    out.varint(2 << 3 | 2);
    out.varint(length);
    out.write(array, offset, length);
  }

  static void writeTail(EncodedMessage.Builder out, boolean isMore, long count) {
    if (isMore) {
      out.varint(3 << 3);
      out.varint(1);
    }
    if (count != 0) {
      out.varint(4 << 3);
      out.varint(count);
    }
  }

  /** Prepares a streamed range. */
  RangeStreamCall stream(RangeRequest request, Call call) {
    return new RangeStreamCall(request, call, store, headers, settings, this::onReader);
  }

  /** Ends the walk over a range whose answer would be too long. */
  private static final class AnswerTooLongException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long size;

    AnswerTooLongException(long size) {
      super("answer too long", null, false, false);
      this.size = size;
    }

    long size() {
      return size;
    }
  }
}
