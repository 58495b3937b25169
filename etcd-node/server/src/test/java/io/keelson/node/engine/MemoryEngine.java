package io.keelson.node.engine;

import io.keelson.bytes.Bytes;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory. What was written is copied, so views cost nothing; what was flushed is in a
 * {@link Durable} and outlives the engine. One thread.
 */
public final class MemoryEngine implements Engine {
  private final Map<Path, Durable> others = new TreeMap<>();
  private Durable durable;
  private Tables current;
  private long openViews;
  private int generation;

  /** Opens the store with what the durable part holds. */
  public MemoryEngine(Durable durable) {
    this.durable = durable;
    this.current = durable.tables;
  }

  /** What a crash leaves. */
  public static final class Durable {
    private Tables tables = new Tables(new EnumMap<>(Table.class));

    /** The same rows once more. */
    public Durable copy() {
      Durable copy = new Durable();
      copy.tables = tables;
      return copy;
    }
  }

  /** Puts a store where {@link #replaceWith} finds it. */
  public void offer(Path directory, Durable other) {
    others.put(directory, other);
  }

  @Override
  public void replaceWith(Path directory, Executor retirement) throws IOException {
    Durable other = others.remove(directory);
    if (other == null) {
      throw new NoSuchFileException(directory.toString());
    }
    durable = other;
    current = other.tables;
    generation++;
  }

  /** Never changed once made. */
  private record Tables(EnumMap<Table, TreeMap<Bytes, byte[]>> rows) {
    NavigableMap<Bytes, byte[]> of(Table table) {
      return rows.getOrDefault(table, new TreeMap<>());
    }
  }

  private record Change(Table table, Bytes key, @Nullable Bytes value) {}

  private static final class MemoryBatch implements Batch {
    private final List<Change> changes = new ArrayList<>();
    private final int generation;
    private long bytes;

    MemoryBatch(int generation) {
      this.generation = generation;
    }

    @Override
    public void put(Table table, byte[] key, byte[] value) {
      changes.add(new Change(table, Bytes.wrap(key.clone()), Bytes.wrap(value.clone())));
      bytes += key.length + value.length;
    }

    @Override
    public void delete(Table table, byte[] key) {
      changes.add(new Change(table, Bytes.wrap(key.clone()), null));
      bytes += key.length;
    }

    @Override
    public long sizeBytes() {
      return bytes;
    }

    @Override
    public boolean isEmpty() {
      return changes.isEmpty();
    }
  }

  private final class MemoryView implements View {
    private final Tables tables;
    private int references = 1;

    MemoryView(Tables tables) {
      this.tables = tables;
      openViews++;
    }

    private NavigableMap<Bytes, byte[]> rows(Table table) {
      if (references == 0) {
        throw new IllegalStateException("the view was released");
      }
      return tables.of(table);
    }

    @Override
    public byte @Nullable [] get(Table table, byte[] key) {
      byte[] value = rows(table).get(Bytes.wrap(key));
      return value == null ? null : value.clone();
    }

    @Override
    public int get(Table table, byte[] key, byte[] target, int offset, int length) {
      byte[] value = rows(table).get(Bytes.wrap(key));
      if (value == null) {
        return -1;
      }
      System.arraycopy(value, 0, target, offset, Math.min(length, value.length));
      return value.length;
    }

    @Override
    public Cursor cursor(Table table, byte[] from, byte @Nullable [] to, boolean isScan) {
      NavigableMap<Bytes, byte[]> rows = rows(table).tailMap(Bytes.wrap(from), true);
      return new MemoryCursor(to == null ? rows : rows.headMap(Bytes.wrap(to), false));
    }

    @Override
    public boolean retain() {
      if (references == 0) {
        return false;
      }
      references++;
      return true;
    }

    @Override
    public void release() {
      if (references == 0) {
        throw new IllegalStateException("the view was released once too often");
      }
      references--;
      if (references == 0) {
        openViews--;
      }
    }
  }

  private static final class MemoryCursor implements Cursor {
    private final NavigableMap<Bytes, byte[]> rows;
    private Iterator<Map.Entry<Bytes, byte[]>> rest;
    private Map.@Nullable Entry<Bytes, byte[]> row;

    MemoryCursor(NavigableMap<Bytes, byte[]> rows) {
      this.rows = rows;
      this.rest = rows.entrySet().iterator();
    }

    @Override
    public boolean next() {
      row = rest.hasNext() ? rest.next() : null;
      return row != null;
    }

    @Override
    public boolean seek(byte[] key) {
      Bytes first = Bytes.wrap(key);
      rest =
          (!rows.isEmpty() && first.compareTo(rows.firstKey()) <= 0
                  ? rows
                  : !rows.isEmpty() && first.compareTo(rows.lastKey()) > 0
                      ? new TreeMap<Bytes, byte[]>()
                      : rows.tailMap(first, true))
              .entrySet()
              .iterator();
      return next();
    }

    private Map.Entry<Bytes, byte[]> row() {
      if (row == null) {
        throw new IllegalStateException("the cursor is not on a row");
      }
      return row;
    }

    @Override
    public byte[] key() {
      return row().getKey().toArray();
    }

    @Override
    public byte[] value() {
      return row().getValue().clone();
    }

    @Override
    public int value(byte[] target, int offset, int length) {
      byte[] value = row().getValue();
      System.arraycopy(value, 0, target, offset, Math.min(length, value.length));
      return value.length;
    }

    @Override
    public void close() {}
  }

  /** Views that were not released. */
  public long openViews() {
    return openViews;
  }

  @Override
  public Batch newBatch() {
    return new MemoryBatch(generation);
  }

  @Override
  public void write(Batch batch) {
    MemoryBatch ours = (MemoryBatch) batch;
    if (ours.generation != generation) {
      throw new IllegalStateException("the batch was made for a store that was replaced");
    }
    EnumMap<Table, TreeMap<Bytes, byte[]>> next = new EnumMap<>(Table.class);
    next.putAll(current.rows());
    EnumMap<Table, Boolean> copied = new EnumMap<>(Table.class);
    for (Change change : ours.changes) {
      if (copied.put(change.table(), true) == null) {
        next.put(change.table(), new TreeMap<>(current.of(change.table())));
      }
      TreeMap<Bytes, byte[]> rows = next.getOrDefault(change.table(), new TreeMap<>());
      Bytes value = change.value();
      if (value == null) {
        rows.remove(change.key());
      } else {
        rows.put(change.key(), value.toArray());
      }
    }
    current = new Tables(next);
    ours.changes.clear();
    ours.bytes = 0;
  }

  @Override
  public View view() {
    return new MemoryView(current);
  }

  @Override
  public byte @Nullable [] getDurable(Table table, byte[] key) {
    return durable.tables.of(table).get(Bytes.wrap(key));
  }

  @Override
  public void flush(boolean isWaiting) {
    durable.tables = current;
  }

  @Override
  public void verify() {
    // Nothing is on a disk.
  }

  @Override
  public void reclaim() {}

  @Override
  public void stopReclaiming() {}

  @Override
  public long sizeBytes() {
    return 0;
  }

  @Override
  public long liveBytes() {
    return 0;
  }

  /** Keeps nothing that was not flushed, as a crash. */
  @Override
  public void close() {}
}
