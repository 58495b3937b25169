package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.node.engine.Batch;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How many live keys each part of the key space holds, so that a range is counted in logarithmic
 * time: the key space is cut into buckets of at most a few hundred keys, of which only the first
 * key and the number are kept, here and in table {@code COUNT}, in the same batches as the keys
 * themselves. A range is the sum of the buckets within it plus a walk over the two at its ends.
 *
 * <p>An index is immutable once published; an {@link Editor} copies the chunks it touches, once per
 * batch. About 100 bytes per bucket: 1 MB for two million keys.
 */
final class CountIndex {
  /** A bucket with more keys is split. */
  static final int BUCKET_KEYS_MAX = 384;

  /** Keys of the buckets that a split makes. */
  static final int BUCKET_KEYS_SPLIT = 192;

  private static final int CHUNK_BUCKETS_MAX = 128;

  private final Chunk[] chunks;

  private CountIndex(Chunk[] chunks) {
    this.chunks = chunks;
  }

  /** A run of buckets. Changed only by the editor that made it, before it is published. */
  private static final class Chunk {
    private Bytes[] firstKeys;
    private int[] counts;
    private int size;
    private long sum;
    private final Object owner;

    Chunk(Object owner, int capacity) {
      this.owner = owner;
      firstKeys = new Bytes[capacity];
      counts = new int[capacity];
    }

    Chunk(Object owner, Chunk source, int from, int to) {
      this.owner = owner;
      size = to - from;
      int capacity = Math.min(CHUNK_BUCKETS_MAX, size + 8);
      firstKeys = Arrays.copyOfRange(source.firstKeys, from, from + capacity);
      counts = Arrays.copyOfRange(source.counts, from, from + capacity);
      Arrays.fill(firstKeys, size, capacity, Bytes.EMPTY);
      Arrays.fill(counts, size, capacity, 0);
      for (int i = 0; i < size; i++) {
        sum += counts[i];
      }
    }

    void insert(int at, Bytes firstKey, int count) {
      if (size == firstKeys.length) {
        int capacity = Math.min(CHUNK_BUCKETS_MAX, size * 2 + 1);
        firstKeys = Arrays.copyOf(firstKeys, capacity);
        counts = Arrays.copyOf(counts, capacity);
      }
      System.arraycopy(firstKeys, at, firstKeys, at + 1, size - at);
      System.arraycopy(counts, at, counts, at + 1, size - at);
      firstKeys[at] = firstKey;
      counts[at] = count;
      size++;
      sum += count;
    }

    void remove(int at) {
      sum -= counts[at];
      System.arraycopy(firstKeys, at + 1, firstKeys, at, size - at - 1);
      System.arraycopy(counts, at + 1, counts, at, size - at - 1);
      size--;
    }

    /** Last bucket that starts at or before a key; the chunk must contain one. */
    int find(Bytes key) {
      int low = 0;
      int high = size - 1;
      while (low < high) {
        int middle = (low + high + 1) >>> 1;
        if (firstKeys[middle].compareTo(key) <= 0) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      return low;
    }
  }

  /** Counts keys of a part of the key space one by one. */
  @FunctionalInterface
  interface Walker {
    /** Number of live keys from {@code from} up to {@code to} (exclusive, null for no end). */
    long count(Bytes from, @Nullable Bytes to);
  }

  /** Reads the index from its table; an empty table is an empty store. */
  static CountIndex load(View view) {
    List<Chunk> chunks = new ArrayList<>();
    Chunk chunk = new Chunk(new Object(), CHUNK_BUCKETS_MAX);
    try (Cursor rows = view.cursor(Table.COUNT, new byte[0], null, true)) {
      while (rows.next()) {
        if (chunk.size == CHUNK_BUCKETS_MAX / 2) {
          chunks.add(chunk);
          chunk = new Chunk(new Object(), CHUNK_BUCKETS_MAX);
        }
        chunk.insert(chunk.size, Bytes.wrap(rows.key()), BigEndian.getInt(rows.value(), 0));
      }
    }
    if (chunks.isEmpty() && (chunk.size == 0 || !chunk.firstKeys[0].isEmpty())) {
      chunk.insert(0, Bytes.EMPTY, 0);
    }
    chunks.add(chunk);
    return new CountIndex(chunks.toArray(new Chunk[0]));
  }

  /** Number of keys in all. */
  long total() {
    long total = 0;
    for (Chunk chunk : chunks) {
      total += chunk.sum;
    }
    return total;
  }

  /** Exact number of keys in a range; the walker reads the same state as this index. */
  long count(Bytes from, @Nullable Bytes to, Walker walker) {
    if (to != null && from.compareTo(to) >= 0) {
      return 0;
    }
    int firstChunk = chunkOf(from);
    int firstBucket = chunks[firstChunk].find(from);
    int lastChunk = to == null ? chunks.length - 1 : chunkOf(to);
    int lastBucket = to == null ? chunks[lastChunk].size - 1 : chunks[lastChunk].find(to);
    if (firstChunk == lastChunk && firstBucket == lastBucket && to != null) {
      return walker.count(from, to);
    }
    long total = sum(firstChunk, firstBucket, lastChunk, lastBucket);
    if (to == null) {
      total += chunks[lastChunk].counts[lastBucket];
    } else if (!to.equals(chunks[lastChunk].firstKeys[lastBucket])) {
      total += walker.count(chunks[lastChunk].firstKeys[lastBucket], to);
    }
    Bytes bucketStart = chunks[firstChunk].firstKeys[firstBucket];
    if (!from.equals(bucketStart)) {
      // The part of the first bucket before the range was counted above.
      total -= walker.count(bucketStart, from);
    }
    return total;
  }

  /** Keys in buckets from the first (inclusive) to the last (exclusive). */
  private long sum(int firstChunk, int firstBucket, int lastChunk, int lastBucket) {
    if (firstChunk == lastChunk) {
      return sum(chunks[firstChunk], firstBucket, lastBucket);
    }
    long total = sum(chunks[firstChunk], firstBucket, chunks[firstChunk].size);
    for (int i = firstChunk + 1; i < lastChunk; i++) {
      total += chunks[i].sum;
    }
    return total + sum(chunks[lastChunk], 0, lastBucket);
  }

  private static long sum(Chunk chunk, int from, int to) {
    long total = 0;
    for (int i = from; i < to; i++) {
      total += chunk.counts[i];
    }
    return total;
  }

  private int chunkOf(Bytes key) {
    int low = 0;
    int high = chunks.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (chunks[middle].firstKeys[0].compareTo(key) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Changes an index along with a batch. The apply thread only. */
  static final class Editor {
    private CountIndex index;
    private Object token = new Object();
    private boolean isArrayOwned;
    private final TreeSet<Bytes> dirty = new TreeSet<>();
    private final TreeSet<Bytes> removed = new TreeSet<>();
    private final TreeSet<Bytes> overfull = new TreeSet<>();

    Editor(CountIndex index) {
      this.index = index;
    }

    /** The index including the changes so far; immutable only after {@link #finish}. */
    CountIndex index() {
      return index;
    }

    /** A key was created (1) or deleted (−1). */
    void add(Bytes key, int change) {
      int at = index.chunkOf(key);
      Chunk chunk = own(at);
      int bucket = chunk.find(key);
      chunk.counts[bucket] += change;
      chunk.sum += change;
      Bytes firstKey = chunk.firstKeys[bucket];
      if (chunk.counts[bucket] == 0 && !firstKey.isEmpty()) {
        removeBucket(at, bucket);
        return;
      }
      dirty.add(firstKey);
      if (chunk.counts[bucket] > BUCKET_KEYS_MAX) {
        overfull.add(firstKey);
      }
    }

    private void removeBucket(int at, int bucket) {
      Chunk chunk = own(at);
      Bytes firstKey = chunk.firstKeys[bucket];
      dirty.remove(firstKey);
      overfull.remove(firstKey);
      removed.add(firstKey);
      chunk.remove(bucket);
      if (chunk.size == 0) {
        Chunk[] fewer = new Chunk[index.chunks.length - 1];
        System.arraycopy(index.chunks, 0, fewer, 0, at);
        System.arraycopy(index.chunks, at + 1, fewer, at, fewer.length - at);
        index = new CountIndex(fewer);
      }
    }

    /** Splits buckets that grew too large; the view holds every key counted so far. */
    void split(View view) {
      while (!overfull.isEmpty()) {
        Bytes firstKey = overfull.pollFirst();
        int at = index.chunkOf(firstKey);
        Chunk chunk = index.chunks[at];
        int bucket = chunk.find(firstKey);
        if (chunk.firstKeys[bucket].equals(firstKey) && chunk.counts[bucket] > BUCKET_KEYS_MAX) {
          split(view, firstKey, chunk.counts[bucket]);
        }
      }
    }

    private void split(View view, Bytes firstKey, int count) {
      int walked = 0;
      Bytes bucketStart = firstKey;
      try (Cursor rows = view.cursor(Table.CURRENT, firstKey.toSharedArray(), null, false)) {
        while (walked < count && rows.next()) {
          if (walked > 0
              && walked % BUCKET_KEYS_SPLIT == 0
              && count - walked >= BUCKET_KEYS_SPLIT / 2) {
            Bytes start = Bytes.wrap(rows.key());
            cut(bucketStart, start, BUCKET_KEYS_SPLIT);
            bucketStart = start;
          }
          walked++;
        }
      }
    }

    /** Leaves so many keys in the bucket and gives the rest to a new one that starts at a key. */
    private void cut(Bytes bucketStart, Bytes newStart, int kept) {
      int at = index.chunkOf(bucketStart);
      Chunk chunk = own(at);
      int bucket = chunk.find(bucketStart);
      int rest = chunk.counts[bucket] - kept;
      chunk.counts[bucket] = kept;
      chunk.sum -= rest;
      dirty.add(bucketStart);
      dirty.add(newStart);
      removed.remove(newStart);
      if (chunk.size < CHUNK_BUCKETS_MAX) {
        chunk.insert(bucket + 1, newStart, rest);
        return;
      }
      int middle = chunk.size / 2;
      Chunk left = new Chunk(token, chunk, 0, middle);
      Chunk right = new Chunk(token, chunk, middle, chunk.size);
      if (bucket < middle) {
        left.insert(bucket + 1, newStart, rest);
      } else {
        right.insert(bucket - middle + 1, newStart, rest);
      }
      Chunk[] more = new Chunk[index.chunks.length + 1];
      System.arraycopy(index.chunks, 0, more, 0, at);
      more[at] = left;
      more[at + 1] = right;
      System.arraycopy(index.chunks, at + 1, more, at + 2, index.chunks.length - at - 1);
      index = new CountIndex(more);
      isArrayOwned = true;
    }

    private Chunk own(int at) {
      if (!isArrayOwned) {
        index = new CountIndex(index.chunks.clone());
        isArrayOwned = true;
      }
      Chunk chunk = index.chunks[at];
      if (!chunk.owner.equals(token)) {
        chunk = new Chunk(token, chunk, 0, chunk.size);
        index.chunks[at] = chunk;
      }
      return chunk;
    }

    /** Adds the changed buckets to a batch and returns the index to publish with it. */
    CountIndex finish(Batch batch) {
      for (Bytes firstKey : removed) {
        batch.delete(Table.COUNT, firstKey.toSharedArray());
      }
      for (Bytes firstKey : dirty) {
        Chunk chunk = index.chunks[index.chunkOf(firstKey)];
        byte[] count = new byte[4];
        BigEndian.putInt(count, 0, chunk.counts[chunk.find(firstKey)]);
        batch.put(Table.COUNT, firstKey.toSharedArray(), count);
      }
      dirty.clear();
      removed.clear();
      token = new Object();
      isArrayOwned = false;
      return index;
    }
  }
}
