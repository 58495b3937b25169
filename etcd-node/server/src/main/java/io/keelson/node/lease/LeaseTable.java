package io.keelson.node.lease;

import io.keelson.node.command.Refusal;
import io.keelson.node.engine.Batch;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The leases at the applied index. Changed by the apply thread only, together with the store's
 * batch; {@link #find} and {@link #byExpiry} are for any thread. Which keys are attached is not
 * known here: that is in the store, with the keys.
 */
public final class LeaseTable {
  /** Upstream's limit, about 285 years. */
  private static final long TTL_SECONDS_MAX = 9_000_000_000L;

  private static final Comparator<Dated> BY_EXPIRY =
      Comparator.comparingLong(Dated::deadlineMicros).thenComparingLong(dated -> dated.lease.id());

  private final ConcurrentSkipListMap<Long, Lease> leases = new ConcurrentSkipListMap<>();
  private final long minTtlSeconds;
  private final LeaseListener listener;
  private final List<Runnable> unwritten = new ArrayList<>();

  /** A deadline may move while leases are sorted; this one does not. */
  private record Dated(long deadlineMicros, Lease lease) {}

  /**
   * Reads the table.
   *
   * @param minTtlSeconds shorter times to live are raised to this; members must agree on it
   */
  public LeaseTable(View view, long minTtlSeconds, LeaseListener listener) {
    this.minTtlSeconds = minTtlSeconds;
    this.listener = listener;
    read(view);
  }

  private void read(View view) {
    try (Cursor rows = view.cursor(Table.LEASE, new byte[0], null, true)) {
      while (rows.next()) {
        Lease lease = LeaseRow.decode(rows.value(), minTtlSeconds);
        leases.put(lease.id(), lease);
      }
    }
  }

  /**
   * The store was replaced: takes the leases of the new one. The old ones end, as far as anybody
   * still holds them; of those that are in both, nothing but id and time to live stays. Apply
   * thread; readers may meanwhile miss leases that are in both.
   */
  public void reload(View view) {
    unwritten.clear();
    List<Lease> old = List.copyOf(leases.values());
    leases.clear();
    old.forEach(Lease::revoke);
    read(view);
    listener.replaced();
  }

  /** A lease that exists, or null. Any thread. */
  public @Nullable Lease find(long id) {
    return leases.get(id);
  }

  /** Whether a lease exists. */
  public boolean exists(long id) {
    return leases.containsKey(id);
  }

  /** How many there are. Any thread. */
  public int size() {
    return leases.size();
  }

  /** All, in ascending order of id. Any thread; may or may not have what changes meanwhile. */
  public Iterable<Lease> all() {
    return leases.values();
  }

  /** All, those that expire first in front. Any thread, as {@link #all}. */
  public List<Lease> byExpiry() {
    List<Dated> dated = new ArrayList<>();
    for (Lease lease : leases.values()) {
      dated.add(new Dated(lease.deadlineMicros(), lease));
    }
    dated.sort(BY_EXPIRY);
    return dated.stream().map(Dated::lease).toList();
  }

  /** Why a lease cannot be granted, or null. */
  public @Nullable Refusal refusal(long id, long ttlSeconds) {
    if (id == 0) {
      return Refusal.LEASE_NOT_FOUND;
    }
    if (ttlSeconds > TTL_SECONDS_MAX) {
      return Refusal.LEASE_TTL_TOO_LARGE;
    }
    return exists(id) ? Refusal.LEASE_EXISTS : null;
  }

  /** Creates a lease; {@link #refusal} must have been null. */
  public Lease grant(long id, long ttlSeconds, Batch batch) {
    Lease lease = new Lease(id, Math.max(ttlSeconds, minTtlSeconds), 0);
    leases.put(id, lease);
    batch.put(Table.LEASE, LeaseRow.key(id), LeaseRow.encode(lease));
    unwritten.add(() -> listener.granted(lease));
    return lease;
  }

  /** Ends a lease that exists; its keys must be deleted in the same batch. */
  public void revoke(long id, Batch batch) {
    @Nullable Lease lease = leases.remove(id);
    if (lease == null) {
      throw new IllegalStateException("lease " + id + " does not exist");
    }
    lease.revoke();
    batch.delete(Table.LEASE, LeaseRow.key(id));
    unwritten.add(() -> listener.revoked(lease));
  }

  /**
   * Notes what is left of a lease; one that does not exist is passed over.
   *
   * @param isKept whether it outlives the process
   */
  public void checkpoint(long id, long remainingTtlSeconds, boolean isKept, Batch batch) {
    @Nullable Lease lease = leases.get(id);
    if (lease == null) {
      return;
    }
    lease.checkpoint(remainingTtlSeconds);
    if (isKept) {
      batch.put(Table.LEASE, LeaseRow.key(id), LeaseRow.encode(lease));
    }
    unwritten.add(() -> listener.checkpointed(lease));
  }

  /** The batch is written: tells of what it changed. */
  public void written() {
    unwritten.forEach(Runnable::run);
    unwritten.clear();
  }
}
