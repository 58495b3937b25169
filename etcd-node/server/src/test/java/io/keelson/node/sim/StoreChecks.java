package io.keelson.node.sim;

import io.keelson.bytes.Bytes;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import io.keelson.node.main.SimNode;
import io.keelson.node.mvcc.HistoryHasher;
import io.keelson.node.mvcc.KeyValueHash;
import io.keelson.node.mvcc.KeyValueView;
import io.keelson.node.mvcc.StoreView;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is too dear to look at after each event: whole stores, in themselves and compared. */
final class StoreChecks {
  private StoreChecks() {}

  /** Checks members that are up. */
  static void check(List<SimMember> members) {
    TreeMap<String, KeyValueHash> hashes = new TreeMap<>();
    for (SimMember member : members) {
      @Nullable SimNode node = member.node();
      if (node == null) {
        continue;
      }
      StoreView view = node.store().view();
      try {
        checkRows(member.name(), view);
        KeyValueHash hash = HistoryHasher.hash(view, node.finishedCompaction(), 0);
        @Nullable KeyValueHash other =
            hashes.putIfAbsent(view.revision() + "/" + view.compactRevision(), hash);
        Violation.check(
            other == null || other.hash() == hash.hash(),
            "HashKV of %s at revision %s differs",
            member.name(),
            view.revision());
      } finally {
        view.release();
      }
    }
  }

  /** Keys, leases, attachments and counts must tell the same story. */
  private static void checkRows(String name, StoreView store) {
    View view = store.view();
    TreeSet<String> attached = new TreeSet<>();
    long keys = 0;
    try (Cursor rows = view.cursor(Table.HISTORY, new byte[0], null, true)) {
      Violation.check(rows.next() || store.keyCount() == 0, "%s has keys without history", name);
    }
    for (KeyValueView key : current(store)) {
      keys++;
      Violation.check(
          key.createRevision() <= key.modRevision()
              && key.version() <= key.modRevision() - key.createRevision() + 1
              && key.modRevision() <= store.revision(),
          "%s has a key that cannot be: %s",
          name,
          key);
      if (key.lease() != 0) {
        attached.add(key.lease() + " " + key.key().utf8());
      }
    }
    Violation.check(
        keys == store.keyCount(), "%s counts %s keys of %s", name, store.keyCount(), keys);
    TreeSet<Long> leases = new TreeSet<>();
    try (Cursor rows = view.cursor(Table.LEASE, new byte[0], null, true)) {
      while (rows.next()) {
        leases.add(ByteBuffer.wrap(rows.key()).getLong());
      }
    }
    TreeSet<String> rowsOfLeases = new TreeSet<>();
    try (Cursor rows = view.cursor(Table.LEASE_KEY, new byte[0], null, true)) {
      while (rows.next()) {
        long lease = ByteBuffer.wrap(rows.key()).getLong();
        Violation.check(leases.contains(lease), "%s has keys of no lease %s", name, lease);
        Bytes key = Bytes.wrap(rows.key());
        rowsOfLeases.add(lease + " " + key.slice(8, key.length() - 8).utf8());
      }
    }
    Violation.check(
        attached.equals(rowsOfLeases),
        "%s attaches %s, its keys say %s",
        name,
        rowsOfLeases,
        attached);
  }

  private static List<KeyValueView> current(StoreView store) {
    List<KeyValueView> keys = new java.util.ArrayList<>();
    store.range(
        Door.request(new Op.Range("a", "z", 0, true)),
        (array, offset, length) ->
            keys.add(KeyValueView.decode(Bytes.copyOf(ByteBuffer.wrap(array, offset, length)))));
    return keys;
  }
}
