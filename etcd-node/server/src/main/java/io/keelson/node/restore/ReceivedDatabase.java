package io.keelson.node.restore;

import io.keelson.node.bolt.BoltFile;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.EngineConfig;
import io.keelson.node.engine.EngineException;
import io.keelson.node.engine.RocksEngine;
import io.keelson.node.members.Founders;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable.Identity;
import io.keelson.node.mvcc.HistoryHasher;
import io.keelson.node.mvcc.KeyValueHash;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.StoreView;
import io.keelson.raft.ConfState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A running member's database that another member makes its own store of. */
public final class ReceivedDatabase {
  private static final long HASHING_BYTES = 32L << 20;
  private static final long MEMTABLE_BYTES = 4L << 20;

  private ReceivedDatabase() {}

  /**
   * A store that was built.
   *
   * @param index log index whose effects it has
   * @param term its term
   * @param revision its current revision
   */
  public record Built(long index, long term, long revision) {}

  /**
   * Builds a store after checking every page of the database. It is durable on return, its folder's
   * name is not.
   *
   * @param image the database
   * @param folder folder that does not exist
   * @param identity whose store it becomes
   * @param newestVersion the newest version of schema and cluster that this build speaks
   * @throws RestoreException if the database is damaged, holds what this build cannot take over, or
   *     does not know the member
   */
  public static Built build(Path image, Path folder, Identity identity, String newestVersion)
      throws IOException {
    try (BoltFile source = SnapshotFile.openChecked(image)) {
      EtcdDatabase database = new EtcdDatabase(source);
      database.checkSupported(newestVersion);
      List<Member> members = database.members();
      if (members.stream().noneMatch(member -> member.id() == identity.memberId())) {
        throw new RestoreException(
            identity.describe() + " is not among the members: it was removed from the cluster");
      }
      Founders founders =
          new Founders(
              identity,
              members,
              new ConfState(ids(members, false), ids(members, true), List.of(), List.of(), false),
              database.clusterVersion(),
              database.removedMembers(),
              database.downgrade());
      StoreImport.Start start =
          new StoreImport.Start(database.consistentIndex(), database.term(), 0);
      long revision = new StoreImport(source).into(folder, founders, start);
      return new Built(start.index(), start.term(), revision);
    }
  }

  private static List<Long> ids(List<Member> members, boolean isLearner) {
    return members.stream()
        .filter(member -> member.isLearner() == isLearner)
        .map(Member::id)
        .toList();
  }

  /**
   * Hash of a closed store's history up to a revision, null if it has no such revision.
   *
   * @throws IOException if the store cannot be read
   */
  public static @Nullable KeyValueHash hash(Path folder, long revision) throws IOException {
    try (Engine engine =
        new RocksEngine(new EngineConfig(folder, HASHING_BYTES, MEMTABLE_BYTES, 1))) {
      MvccStore store = new MvccStore(engine);
      StoreView view = store.view();
      try {
        return view.refusal(revision) == null
            ? HistoryHasher.hash(view, store.finishedCompactRevision(), revision)
            : null;
      } finally {
        view.release();
        store.close();
      }
    } catch (EngineException e) {
      throw new RestoreException("cannot read " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Deletes a folder and all in it; nothing happens if there is none. */
  public static void delete(Path folder) throws IOException {
    Folders.delete(folder);
  }
}
