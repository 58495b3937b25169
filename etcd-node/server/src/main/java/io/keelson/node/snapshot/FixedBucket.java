package io.keelson.node.snapshot;

import io.keelson.node.bolt.BucketSource;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;

/** A bucket of a few rows whose keys are plain ASCII. */
final class FixedBucket implements BucketSource {
  private final String name;
  private final TreeMap<String, byte[]> content = new TreeMap<>();

  FixedBucket(String name) {
    this.name = name;
  }

  FixedBucket with(String key, byte[] value) {
    content.put(key, value);
    return this;
  }

  FixedBucket with(String key, String value) {
    return with(key, value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public byte[] name() {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public RowCursor rows() {
    return new Rows(content.entrySet().iterator());
  }

  private static final class Rows implements RowCursor {
    private final Iterator<Entry<String, byte[]>> rest;
    private Entry<String, byte[]> row = Map.entry("", new byte[0]);

    Rows(Iterator<Entry<String, byte[]>> rest) {
      this.rest = rest;
    }

    @Override
    public boolean next() {
      boolean isRow = rest.hasNext();
      if (isRow) {
        row = rest.next();
      }
      return isRow;
    }

    @Override
    public byte[] key() {
      return row.getKey().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] value() {
      return row.getValue();
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
