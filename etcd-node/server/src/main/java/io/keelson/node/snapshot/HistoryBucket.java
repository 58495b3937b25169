package io.keelson.node.snapshot;

import io.keelson.node.bolt.BucketSource;
import io.keelson.node.engine.View;
import io.keelson.node.mvcc.UpstreamHistory;
import java.nio.charset.StandardCharsets;

/** Bucket {@code key}: the revisions. */
final class HistoryBucket implements BucketSource {
  private final View view;

  HistoryBucket(View view) {
    this.view = view;
  }

  @Override
  public byte[] name() {
    return "key".getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public RowCursor rows() {
    return new Rows(new UpstreamHistory(view));
  }

  private record Rows(UpstreamHistory history) implements RowCursor {
    @Override
    public boolean next() {
      return history.next();
    }

    @Override
    public byte[] key() {
      return history.key();
    }

    @Override
    public byte[] value() {
      byte[] value = new byte[history.valueLength()];
      history.copyValue(value, 0);
      return value;
    }

    @Override
    public int valueLength() {
      return history.valueLength();
    }

    @Override
    public void copyValue(byte[] target, int offset) {
      history.copyValue(target, offset);
    }

    @Override
    public void close() {
      history.close();
    }
  }
}
