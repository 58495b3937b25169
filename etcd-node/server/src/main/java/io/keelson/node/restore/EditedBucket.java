package io.keelson.node.restore;

import io.keelson.bytes.Bytes;
import io.keelson.node.bolt.BoltBucket;
import io.keelson.node.bolt.BoltCursor;
import io.keelson.node.bolt.BoltFile;
import io.keelson.node.bolt.BucketSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A bucket as a file has it, with rows set and removed, or without the file's rows. */
final class EditedBucket implements BucketSource {
  private final @Nullable BoltFile file;
  private final String name;
  private final TreeMap<Bytes, Optional<Bytes>> edits = new TreeMap<>();

  /** Starts from the rows of a file; from none if there is no file or no such bucket in it. */
  EditedBucket(@Nullable BoltFile file, String name) {
    this.file = file;
    this.name = name;
  }

  EditedBucket set(byte[] key, byte[] value) {
    edits.put(Bytes.wrap(key), Optional.of(Bytes.wrap(value)));
    return this;
  }

  EditedBucket remove(String key) {
    edits.put(Bytes.utf8(key), Optional.empty());
    return this;
  }

  @Override
  public byte[] name() {
    return EtcdDatabase.name(name);
  }

  @Override
  public RowCursor rows() {
    try {
      BoltBucket bucket = file == null ? null : file.bucket(name());
      return new Rows(bucket == null ? null : bucket.cursor(), edits);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Merges the file's rows and the edits, which win. */
  private static final class Rows implements RowCursor {
    private final @Nullable BoltCursor stored;
    private final NavigableMap<Bytes, Optional<Bytes>> edits;
    private @Nullable Bytes storedKey;
    private Map.@Nullable Entry<Bytes, Optional<Bytes>> edit;
    private boolean isStarted;
    private Bytes key = Bytes.EMPTY;
    private Bytes value = Bytes.EMPTY;

    Rows(@Nullable BoltCursor stored, NavigableMap<Bytes, Optional<Bytes>> edits) {
      this.stored = stored;
      this.edits = edits;
    }

    @Override
    public boolean next() {
      if (!isStarted) {
        isStarted = true;
        edit = edits.firstEntry();
        nextStored();
      }
      while (storedKey != null || edit != null) {
        if (edit == null || (storedKey != null && storedKey.compareTo(edit.getKey()) < 0)) {
          takeStored();
          return true;
        }
        Map.Entry<Bytes, Optional<Bytes>> taken = edit;
        edit = edits.higherEntry(taken.getKey());
        if (taken.getKey().equals(storedKey)) {
          nextStored();
        }
        if (taken.getValue().isPresent()) {
          key = taken.getKey();
          value = taken.getValue().get();
          return true;
        }
      }
      return false;
    }

    private void takeStored() {
      if (stored != null && storedKey != null) {
        key = storedKey;
        value = stored.valueBytes();
        nextStored();
      }
    }

    private void nextStored() {
      try {
        storedKey = stored != null && stored.next() ? stored.keyBytes() : null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public byte[] key() {
      return key.toArray();
    }

    @Override
    public byte[] value() {
      return value.toArray();
    }

    @Override
    public int valueLength() {
      return value.length();
    }

    @Override
    public void copyValue(byte[] target, int offset) {
      value.copyTo(target, offset);
    }

    @Override
    public void close() {
      // Holds no resource of its own.
    }
  }
}
