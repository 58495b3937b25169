package io.keelson.node.main;

import io.keelson.bytes.Bytes;
import io.keelson.node.command.ConfChangeCodec;
import io.keelson.node.disk.Disk;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberCodec;
import io.keelson.node.members.MemberTable;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.wal.Wal;
import io.keelson.node.wal.WalCorruptException;
import io.keelson.node.wal.WalMetadata;
import io.keelson.node.wal.WalReader;
import io.keelson.node.wal.WalRecovery;
import io.keelson.node.wal.WalRepair;
import io.keelson.node.wal.WalSnapshot;
import io.keelson.raft.ConfChange;
import io.keelson.raft.ConfState;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import io.keelson.raft.HardState;
import io.keelson.raft.Raft;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member knows when it starts: its log, and where in it the store is. The store holds every
 * effect up to its applied index; the log's entries after that are applied again.
 *
 * @param wal ready for appending
 * @param metadata who this member is
 * @param raft where Raft goes on
 * @param repair what was cut off the log's end, or null
 */
record Recovery(Wal wal, WalMetadata metadata, Raft.Recovered raft, @Nullable WalRepair repair) {
  /** Starts the log of a new cluster of one: its first entry adds the member itself. */
  static Recovery found(Disk disk, DataDirectory directory, long clusterId, Member self)
      throws IOException {
    WalMetadata metadata = new WalMetadata(self.id(), clusterId);
    return begin(Wal.create(disk, directory.walConfig(), metadata), metadata, self);
  }

  private static Recovery begin(Wal wal, WalMetadata metadata, Member self) throws IOException {
    Bytes change =
        ConfChangeCodec.encode(
            new ConfChange(0, ConfChange.Type.ADD_NODE, self.id(), MemberCodec.encode(self)));
    Entry first = new Entry(EntryType.CONF_CHANGE, 1, 1, change);
    HardState hardState = new HardState(1, 0, 1);
    wal.append(hardState, List.of(first));
    wal.sync();
    return new Recovery(
        wal, metadata, new Raft.Recovered(hardState, ConfState.EMPTY, 0, 0, List.of(first)), null);
  }

  /**
   * Goes on with a start that was interrupted when there was a log but nothing in it: such a member
   * has voted for nobody and acknowledged nothing, and would wait for ever to be told of a cluster.
   */
  Recovery foundIfBlank(Member self) throws IOException {
    boolean isBlank =
        wal.lastIndex() == 0
            && raft.appliedIndex() == 0
            && raft.hardState().equals(HardState.EMPTY)
            && metadata.nodeId() == self.id();
    return isBlank ? begin(wal, metadata, self) : this;
  }

  /**
   * Reads the log from the last snapshot record that the store has reached.
   *
   * @throws StartException if log and store do not belong together or the log is damaged
   */
  static Recovery resume(
      Disk disk, DataDirectory directory, MvccStore.Applied applied, MemberTable members)
      throws IOException, StartException {
    try {
      WalSnapshot from =
          WalReader.validSnapshots(disk, directory.walConfig()).stream()
              .filter(snapshot -> snapshot.index() <= applied.index())
              .max(Comparator.comparingLong(WalSnapshot::index))
              .orElse(WalSnapshot.NONE);
      WalRecovery log = Wal.open(disk, directory.walConfig(), from);
      long lastIndex = log.wal().lastIndex();
      if (lastIndex < applied.index()) {
        throw new StartException(
            "the log ends at index "
                + lastIndex
                + " but the store has applied "
                + applied.index()
                + ": part of the log is missing; restore the log directory, or replace this member"
                + " by a new one");
      }
      List<Entry> rest =
          log.entries().stream().filter(entry -> entry.index() > applied.index()).toList();
      return new Recovery(
          log.wal(),
          log.metadata(),
          new Raft.Recovered(
              log.hardState(), members.confState(), applied.index(), applied.term(), rest),
          log.repair());
    } catch (WalCorruptException e) {
      throw new StartException(
          "the log is damaged: "
              + e.getMessage()
              + "; restore this member from a backup, or replace it by a new one",
          e);
    }
  }
}
