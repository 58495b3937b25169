package io.keelson.node.mvcc;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The hashes of the last ten compactions, in memory only, as upstream keeps them. */
public final class HashStore {
  private static final int KEPT = 10;

  private volatile TreeMap<Long, KeyValueHash> hashes = new TreeMap<>();

  /** Remembers a hash. One thread. */
  public void store(KeyValueHash hash) {
    TreeMap<Long, KeyValueHash> next = new TreeMap<>(hashes);
    next.put(hash.revision(), hash);
    while (next.size() > KEPT) {
      next.pollFirstEntry();
    }
    hashes = next;
  }

  /** The hash of the compaction at exactly a revision, or null. Any thread. */
  public @Nullable KeyValueHash get(long revision) {
    return hashes.get(revision);
  }

  /** All of them by descending revision. Any thread. */
  public List<KeyValueHash> newestFirst() {
    return List.copyOf(hashes.descendingMap().values());
  }
}
