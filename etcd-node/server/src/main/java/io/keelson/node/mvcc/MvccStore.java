package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.node.agent.Latest;
import io.keelson.node.command.Refusal;
import io.keelson.node.engine.Batch;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.EngineException;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import io.keelson.node.failpoint.Failpoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The revisioned store. All changes are made by the apply thread: each log entry changes an
 * unwritten batch, {@link #commit} writes it together with the applied index and publishes a {@link
 * StoreView}. {@link #view} is for any thread.
 */
public final class MvccStore {
  static final byte[] APPLIED = name("applied");
  static final byte[] SCHEDULED_COMPACTION = name("scheduledCompactRev");
  static final byte[] FINISHED_COMPACTION = name("finishedCompactRev");
  private static final int APPLIED_BYTES = 24;
  private static final int VERSION_CACHE_BYTES = 1 << 20;
  private static final int DELETED_KEY_BYTES_MAX = 1024;

  private final Engine engine;
  private final TreeMap<Bytes, Pending> pending = new TreeMap<>();
  private final VersionCache versions;
  private final ChangeCollector changes = new ChangeCollector();
  private final Latest<StoreView> published;
  private Batch batch;
  private LeaseKeys leaseKeys;
  private CountIndex.Editor counts;
  private DeletedFilter deletedKeys;

  /** The key that was looked for last and is not alive: a creation compares first, then puts. */
  private @Nullable Bytes absent;

  private long revision;
  private long compactRevision;
  private long finishedCompactRevision;
  private long writtenBytes;
  private long generation;
  private boolean mustCommit;
  private boolean areDeletedKeysFewer;

  /** Opens the store on an engine, with a small cache of versions. */
  public MvccStore(Engine engine) {
    this(engine, VERSION_CACHE_BYTES);
  }

  /**
   * Opens the store on an engine. Reads a handful of rows, one per few hundred keys, and what
   * {@link DeletedFilter} does.
   *
   * @param versionCacheBytes bound of the memory that keeps the versions of keys changed lately
   */
  public MvccStore(Engine engine, int versionCacheBytes) {
    this.engine = engine;
    this.versions = new VersionCache(versionCacheBytes);
    this.batch = engine.newBatch();
    this.leaseKeys = new LeaseKeys(batch);
    View view = engine.view();
    StoreMarks marks = StoreMarks.read(view);
    CountIndex index = CountIndex.load(view);
    this.counts = new CountIndex.Editor(index);
    this.deletedKeys = new DeletedFilter(view);
    takeOver(marks);
    this.published = new Latest<>(newView(view, index, marks.applied().index()));
  }

  private void takeOver(StoreMarks marks) {
    revision = Math.max(1, marks.applied().revision());
    compactRevision = marks.scheduledCompactRevision();
    finishedCompactRevision = marks.finishedCompactRevision();
  }

  /**
   * What the store last applied.
   *
   * @param index log index, 0 for an empty store
   * @param term term of that entry
   * @param revision current revision after it
   */
  public record Applied(long index, long term, long revision) {}

  private StoreView newView(View view, CountIndex index, long appliedIndex) {
    return new StoreView(view, index, revision, compactRevision, appliedIndex, generation);
  }

  /**
   * The engine has gone on to another store: forgets the old one and publishes that one. Listeners
   * hear of the revisions in between as of changes that are to be read from history. What was not
   * written is dropped. Apply thread.
   *
   * @return what the other store has applied
   */
  public Applied reload() {
    generation++;
    batch = engine.newBatch();
    leaseKeys = new LeaseKeys(batch);
    pending.clear();
    versions.clear();
    absent = null;
    mustCommit = false;
    changes.forget();
    View view = engine.view();
    StoreMarks marks = StoreMarks.read(view);
    CountIndex index = CountIndex.load(view);
    counts = new CountIndex.Editor(index);
    deletedKeys = new DeletedFilter(view);
    areDeletedKeysFewer = false;
    takeOver(marks);
    StoreView old = published.get();
    long before = old.revision();
    published.publish(newView(view, index, marks.applied().index()));
    old.release();
    changes.published(before + 1, revision);
    return marks.applied();
  }

  /** What survives a crash now. Any thread. */
  public Applied durableApplied() {
    return readApplied(engine.getDurable(Table.META, APPLIED));
  }

  static Applied readApplied(byte @Nullable [] row) {
    if (row == null) {
      return new Applied(0, 0, 1);
    }
    if (row.length != APPLIED_BYTES) {
      throw new EngineException("the store's applied index is damaged");
    }
    return new Applied(
        BigEndian.getLong(row, 0), BigEndian.getLong(row, 8), BigEndian.getLong(row, 16));
  }

  static long readRevision(byte @Nullable [] row) {
    return row == null ? -1 : BigEndian.getLong(row, 0);
  }

  private static byte[] name(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] encode(long value) {
    byte[] row = new byte[8];
    BigEndian.putLong(row, 0, value);
    return row;
  }

  /** Says who hears of changes from now on. Before the apply thread starts. */
  public void onChange(ChangeListener listener) {
    changes.listener(listener);
  }

  /** The newest published view, with a reference that the caller releases. Any thread. */
  public StoreView view() {
    while (true) {
      StoreView view = published.get();
      if (view.retain()) {
        return view;
      }
    }
  }

  /** Current revision including what is not written yet. Apply thread. */
  public long revision() {
    return revision;
  }

  /** Compact revision including what is not written yet. Apply thread. */
  public long compactRevision() {
    return compactRevision;
  }

  /** Revision up to which removal is complete; −1 if there was none. Apply thread. */
  public long finishedCompactRevision() {
    return finishedCompactRevision;
  }

  /** Starts the changes of one log entry. Apply thread. */
  WriteTxn begin() {
    return new WriteTxn(this, revision);
  }

  /** Keys as of all changes so far. */
  KeySpace keys() {
    return new WriteKeySpace(published.get().view(), pending, counts.index(), this::version);
  }

  /**
   * Keys at a past or the present revision, without the changes of the running transaction: what
   * came before it must have been written.
   */
  KeySpace keysAt(long atRevision) {
    return published.get().at(atRevision);
  }

  /** The batch as other tables of the same thread may add to it. Apply thread. */
  public Batch batch() {
    return batch;
  }

  /** Whether changes wait to be written. */
  public boolean hasPending() {
    return !batch.isEmpty() || !pending.isEmpty();
  }

  /** Bytes that wait to be written. */
  public long pendingBytes() {
    return batch.sizeBytes();
  }

  /** Bytes written since the store was opened. Apply thread. */
  public long writtenBytes() {
    return writtenBytes;
  }

  @Nullable Pending pending(Bytes key) {
    return pending.get(key);
  }

  /** Newest live version of a key, or null. */
  @Nullable KeyVersion version(Bytes key) {
    @Nullable Pending ours = pending.get(key);
    if (ours != null) {
      return ours.version();
    }
    @Nullable KeyVersion cached = versions.get(key);
    if (cached != null) {
      return cached;
    }
    if (key.equals(absent)) {
      return null;
    }
    @Nullable KeyVersion stored = CurrentRow.version(published.get().view(), key);
    if (stored == null) {
      absent = key;
    }
    return stored;
  }

  /** Encoded {@code mvccpb.KeyValue} of a key's newest live version, or null. */
  @Nullable Bytes keyValue(Bytes key) {
    @Nullable Pending ours = pending.get(key);
    if (ours != null) {
      return ours.row() == null ? null : CurrentRow.keyValue(ours.row());
    }
    byte @Nullable [] row = published.get().view().get(Table.CURRENT, key.toSharedArray());
    return row == null ? null : CurrentRow.keyValue(Bytes.wrap(row));
  }

  /** Tombstone that is the newest change of a key which is not alive, or null. */
  private @Nullable Revision tombstone(Bytes key) {
    @Nullable Pending ours = pending.get(key);
    if (ours != null) {
      return ours.tombstone();
    }
    if (!deletedKeys.mayHold(key)) {
      return null;
    }
    byte @Nullable [] row = published.get().view().get(Table.DELETED, key.toSharedArray());
    return row == null ? null : Revision.decode(row, 0);
  }

  /** Sets a key; {@code old} is its newest live version. */
  void put(Bytes key, @Nullable KeyVersion old, KeyVersion version, Bytes value) {
    Bytes row = CurrentRow.encode(key, version, value);
    put(key, old, version, row, CurrentRow.keyValue(row));
  }

  /** Sets a key to a version made elsewhere, whose encoding is kept in history as it is. */
  void putEncoded(Bytes key, KeyVersion version, Bytes value, Bytes keyValue) {
    put(key, version(key), version, CurrentRow.encode(key, version, value), keyValue);
  }

  private void put(
      Bytes key, @Nullable KeyVersion old, KeyVersion version, Bytes row, Bytes keyValue) {
    absent = null;
    byte[] keyArray = key.toSharedArray();
    @Nullable Revision previous = old == null ? tombstone(key) : old.revision();
    if (old == null) {
      counts.add(key, 1);
      if (previous != null) {
        batch.delete(Table.DELETED, keyArray);
      }
    }
    batch.put(Table.CURRENT, keyArray, row.toArray());
    batch.put(Table.HISTORY, version.revision().encode(), HistoryRow.encodePut(previous, keyValue));
    changes.put(version, previous, key, keyValue);
    leaseKeys.move(key, old == null ? 0 : old.lease(), version.lease());
    pending.put(key, new Pending(version, row, null));
  }

  /** Deletes a live key. */
  void delete(Bytes key, KeyVersion old, Revision at) {
    deleteRows(key, old, at);
    changes.delete(at, old.revision(), key);
    leaseKeys.move(key, old.lease(), 0);
    pending.put(key, new Pending(null, null, at));
  }

  /**
   * Adds a tombstone made elsewhere; the key need not be alive, because what the tombstone deleted
   * may have been compacted.
   */
  void putTombstone(Bytes key, Revision at) {
    @Nullable KeyVersion old = version(key);
    if (old != null) {
      delete(key, old, at);
      return;
    }
    batch.put(Table.HISTORY, at.encode(), HistoryRow.encodeTombstone(tombstone(key), key));
    putDeleted(key, at);
    pending.put(key, new Pending(null, null, at));
  }

  private void deleteRows(Bytes key, KeyVersion old, Revision at) {
    counts.add(key, -1);
    batch.delete(Table.CURRENT, key.toSharedArray());
    putDeleted(key, at);
    batch.put(Table.HISTORY, at.encode(), HistoryRow.encodeTombstone(old.revision(), key));
  }

  private void putDeleted(Bytes key, Revision at) {
    batch.put(Table.DELETED, key.toSharedArray(), at.encode());
    deletedKeys.add(key);
  }

  /**
   * Deletes all live keys of a range without remembering them one by one, so that the memory this
   * takes does not grow with their number (the engine's batch does). Nothing else may be read or
   * changed before the next {@link #commit}; what came before must have been written.
   *
   * @return number of keys deleted
   */
  long deleteAll(KeyRange range, long atRevision) {
    beginLarge();
    int deleted = 0;
    byte[] head = new byte[CurrentRow.HEAD_BYTES + DELETED_KEY_BYTES_MAX];
    try (Cursor rows =
        published
            .get()
            .view()
            .cursor(Table.CURRENT, range.from().toSharedArray(), range.toArray(), true)) {
      while (rows.next()) {
        int length = rows.value(head, 0, head.length);
        Bytes key = Bytes.wrap(rows.key());
        if (key.length() > DELETED_KEY_BYTES_MAX) {
          head = rows.value();
          length = head.length;
        }
        KeyVersion old = CurrentRow.version(head, 0, Math.min(length, head.length));
        deleteUnseen(key, old, new Revision(atRevision, deleted++));
      }
    }
    mustCommit = true;
    return deleted;
  }

  /** Deletes all keys of a lease in the way and under the conditions of {@link #deleteAll}. */
  long deleteAttached(long lease, long atRevision) {
    beginLarge();
    int[] deleted = new int[1];
    LeaseKeys.walk(
        published.get().view(),
        lease,
        key -> {
          @Nullable KeyVersion old = version(key);
          if (old != null) {
            deleteUnseen(key, old, new Revision(atRevision, deleted[0]++));
          }
          return true;
        });
    mustCommit = true;
    return deleted[0];
  }

  private void beginLarge() {
    if (!pending.isEmpty()) {
      throw new IllegalStateException("a large deletion starts on a written store");
    }
    changes.forget();
  }

  private void deleteUnseen(Bytes key, KeyVersion old, Revision at) {
    deleteRows(key, old, at);
    leaseKeys.detachUnseen(key, old.lease());
    versions.put(key, null);
  }

  /** Up to so many keys of a lease, ascending, as of all changes so far. */
  List<Bytes> attached(long lease, int most) {
    return leaseKeys.first(published.get().view(), lease, most);
  }

  /** Whether changes were made that reads of this thread do not see before they are written. */
  public boolean mustCommit() {
    return mustCommit;
  }

  void advance(long newRevision) {
    revision = newRevision;
  }

  /**
   * Gives up history before a revision. Rows are removed later, see {@link Compaction}.
   *
   * @return why not, or null when done
   */
  public @Nullable Refusal compact(long atRevision) {
    if (atRevision <= compactRevision) {
      return Refusal.COMPACTED;
    }
    if (atRevision > revision) {
      return Refusal.FUTURE_REVISION;
    }
    compactRevision = atRevision;
    batch.put(Table.META, SCHEDULED_COMPACTION, encode(atRevision));
    return null;
  }

  /** Removes rows that a compaction found to be superseded. Apply thread. */
  public void remove(Compaction.Chunk chunk) {
    if (chunk.generation() != generation) {
      // Found in a store that was replaced: what it names was decided on other rows.
      return;
    }
    for (Revision superseded : chunk.superseded()) {
      batch.delete(Table.HISTORY, superseded.encode());
    }
    for (Compaction.DeletedKey deleted : chunk.deletedKeys()) {
      // The key may have been created and deleted again since the chunk was read.
      if (deleted.tombstone().equals(tombstone(deleted.key()))) {
        batch.delete(Table.DELETED, deleted.key().toSharedArray());
      }
    }
    if (chunk.isLast()) {
      Failpoint.COMPACT_BEFORE_SET_FINISHED_COMPACT.hit();
      finishedCompactRevision = chunk.compactRevision();
      batch.put(Table.META, FINISHED_COMPACTION, encode(finishedCompactRevision));
      areDeletedKeysFewer = true;
    }
  }

  /**
   * Writes all changes so far atomically with the applied index and publishes them. Apply thread.
   *
   * @param index last entry whose effects are in the batch
   * @param term its term
   */
  public void commit(long index, long term) {
    Failpoint.COMMIT_BEFORE_PRE_COMMIT_HOOK.hit();
    byte[] applied = new byte[APPLIED_BYTES];
    BigEndian.putLong(applied, 0, index);
    BigEndian.putLong(applied, 8, term);
    BigEndian.putLong(applied, 16, revision);
    batch.put(Table.META, APPLIED, applied);
    Failpoint.COMMIT_AFTER_PRE_COMMIT_HOOK.hit();
    CountIndex index2 = counts.finish(batch);
    writtenBytes += batch.sizeBytes();
    Failpoint.BEFORE_COMMIT.hit();
    engine.write(batch);
    Failpoint.AFTER_COMMIT.hit();
    pending.forEach((key, change) -> versions.put(key, change.version()));
    pending.clear();
    leaseKeys.written();
    mustCommit = false;
    StoreView old = published.get();
    Failpoint.BEFORE_START_DB_TXN.hit();
    View view = engine.view();
    Failpoint.AFTER_START_DB_TXN.hit();
    Failpoint.BEFORE_WRITEBACK_BUF.hit();
    published.publish(newView(view, index2, index));
    Failpoint.AFTER_WRITEBACK_BUF.hit();
    long before = old.revision();
    old.release();
    changes.published(before + 1, revision);
    counts.split(view);
    if (areDeletedKeysFewer) {
      deletedKeys.renew(view);
      areDeletedKeysFewer = false;
    }
  }

  /** Gives the published view back; nothing may be read or written afterwards. */
  public void close() {
    published.get().release();
  }
}
