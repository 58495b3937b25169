package io.keelson.node.engine;

import io.keelson.bytes.Bytes;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory. Rows are never changed in place, so views cost nothing; what was flushed is in
 * a {@link Durable} and outlives the engine: all tables as they were after some write. One thread.
 */
public final class MemoryEngine implements Engine {
  /** History and what depends on it differ while members remove compacted rows. */
  private static final List<Bytes> REPLICATED_VALUES =
      List.of(
          Bytes.utf8("scheduledCompactRev"),
          Bytes.utf8("confState"),
          Bytes.utf8("clusterVersion"),
          Bytes.utf8("downgrade"));

  private final Map<Path, Durable> others = new TreeMap<>();
  private final Surroundings surroundings;
  private Durable durable;
  private Tables current;
  private long openViews;
  private int generation;

  /** Opens the store with what the durable part holds. */
  public MemoryEngine(Durable durable) {
    this(durable, new Surroundings() {});
  }

  /** Opens the store with what the durable part holds, in a simulation. */
  public MemoryEngine(Durable durable, Surroundings surroundings) {
    this.durable = durable;
    this.surroundings = surroundings;
    this.current = durable.tables;
  }

  /** What a crash leaves. */
  public static final class Durable {
    private Tables tables = Tables.EMPTY;

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
    Durable other =
        others.containsKey(directory) ? others.remove(directory) : surroundings.store(directory);
    if (other == null) {
      throw new NoSuchFileException(directory.toString());
    }
    durable = other;
    current = other.tables;
    surroundings.replaced();
    generation++;
  }

  /** What a simulation has to do with a store. */
  public interface Surroundings {
    /** A batch is about to be written; may throw {@link EngineException}. */
    default void writing() {}

    /** A batch was written. */
    default void written() {}

    /** What is durable of a store in another folder, or null. */
    default @Nullable Durable store(Path directory) throws IOException {
      return null;
    }

    /** The store was replaced by another one. */
    default void replaced() {}

    /** A flush begins for which nobody waits: it may be completed later, or never. */
    default void flushing(Runnable complete) {
      complete.run();
    }
  }

  /** Never changed once made; newer ones have higher numbers. */
  private record Tables(long number, EnumMap<Table, SortedRows> rows, long replicatedHash) {
    private static final Tables EMPTY = new Tables(0, new EnumMap<>(Table.class), 0);

    SortedRows of(Table table) {
      return rows.getOrDefault(table, SortedRows.EMPTY);
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

    private SortedRows rows(Table table) {
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
      return new MemoryCursor(
          rows(table), Bytes.wrap(from.clone()), to == null ? null : Bytes.wrap(to.clone()));
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
    private final SortedRows rows;
    private final Bytes from;
    private final @Nullable Bytes to;
    private SortedRows.Walk walk;
    private boolean isOnRow;

    MemoryCursor(SortedRows rows, Bytes from, @Nullable Bytes to) {
      this.rows = rows;
      this.from = from;
      this.to = to;
      this.walk = rows.from(from);
    }

    @Override
    public boolean next() {
      isOnRow = walk.next() && (to == null || walk.key().compareTo(to) < 0);
      return isOnRow;
    }

    @Override
    public boolean seek(byte[] key) {
      Bytes first = Bytes.wrap(key.clone());
      walk = rows.from(first.compareTo(from) < 0 ? from : first);
      return next();
    }

    private SortedRows.Walk row() {
      if (!isOnRow) {
        throw new IllegalStateException("the cursor is not on a row");
      }
      return walk;
    }

    @Override
    public byte[] key() {
      return row().key().toArray();
    }

    @Override
    public byte[] value() {
      return row().value().clone();
    }

    @Override
    public int value(byte[] target, int offset, int length) {
      byte[] value = row().value();
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
    surroundings.writing();
    MemoryBatch ours = (MemoryBatch) batch;
    if (ours.generation != generation) {
      throw new IllegalStateException("the batch was made for a store that was replaced");
    }
    EnumMap<Table, SortedRows> next = current.rows().clone();
    long hash = current.replicatedHash();
    for (Change change : ours.changes) {
      SortedRows rows = next.getOrDefault(change.table(), SortedRows.EMPTY);
      Bytes value = change.value();
      if (isReplicated(change)) {
        byte @Nullable [] old = rows.get(change.key());
        hash -= old == null ? 0 : rowHash(change, Bytes.wrap(old));
        hash += value == null ? 0 : rowHash(change, value);
      }
      next.put(
          change.table(),
          value == null ? rows.remove(change.key()) : rows.put(change.key(), value.toArray()));
    }
    current = new Tables(current.number() + 1, next, hash);
    ours.changes.clear();
    ours.bytes = 0;
    surroundings.written();
  }

  /** Rows that are the same on all members that have applied the same. */
  private static boolean isReplicated(Change change) {
    return switch (change.table()) {
      case CURRENT, LEASE, LEASE_KEY, MEMBER, ALARM, REMOVED_MEMBER -> true;
      case META -> REPLICATED_VALUES.contains(change.key());
      case HISTORY, DELETED, COUNT -> false;
    };
  }

  private static long rowHash(Change change, Bytes value) {
    long hash = change.table().name().hashCode();
    hash = (hash * 31 + change.key().hashCode()) * 0x9E3779B97F4A7C15L;
    hash = ((hash ^ hash >>> 29) + value.hashCode()) * 0xBF58476D1CE4E5B9L;
    return hash ^ hash >>> 32;
  }

  /** Hash of all rows on which members that have applied the same must agree. */
  public long replicatedHash() {
    return current.replicatedHash();
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
    Tables flushed = current;
    Durable flushing = durable;
    if (isWaiting) {
      durable.tables = flushed;
      return;
    }
    surroundings.flushing(
        () -> {
          if (flushed.number() > flushing.tables.number()) {
            flushing.tables = flushed;
          }
        });
  }

  @Override
  public void reclaim() {}

  @Override
  public void stopReclaiming() {}

  @Override
  public void startMerging() {}

  @Override
  public void verify() {}

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
