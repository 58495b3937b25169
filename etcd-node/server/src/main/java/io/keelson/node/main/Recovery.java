package io.keelson.node.main;

import io.keelson.bytes.Bytes;
import io.keelson.node.command.ConfChangeCodec;
import io.keelson.node.disk.Disk;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberCodec;
import io.keelson.node.members.MemberTable;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.wal.Retention;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member knows when it starts: its log, and where in it the store is. The store holds every
 * effect up to its applied index; the log's entries after that are applied again.
 *
 * @param wal ready for appending
 * @param metadata who this member is
 * @param raft where Raft goes on; some of what is applied is in its log, for members that lag
 * @param named members that were named when this one joined a cluster whose log it does not have
 * @param repair what was cut off the log's end, or null
 */
record Recovery(
    Wal wal,
    WalMetadata metadata,
    Raft.Recovered raft,
    List<Member> named,
    @Nullable WalRepair repair) {
  private static final long RETAINED_BYTES_MAX = 32L << 20;

  /**
   * Starts the log of a member without data. If it founds the cluster, the first entries add the
   * founders, the same on all of them; if it joins one, the log is empty and nobody is a member
   * until the leader tells.
   */
  static Recovery found(Disk disk, DataDirectory directory, Founding founding) throws IOException {
    WalMetadata metadata = new WalMetadata(founding.self().id(), founding.clusterId());
    return begin(Wal.create(disk, directory.walConfig(), metadata), metadata, founding);
  }

  private static Recovery begin(Wal wal, WalMetadata metadata, Founding founding)
      throws IOException {
    List<Entry> additions = additions(founding.founders());
    HardState hardState =
        additions.isEmpty() ? new HardState(0, 0, 0) : new HardState(1, 0, additions.size());
    if (!additions.isEmpty()) {
      wal.append(hardState, additions);
    }
    wal.sync();
    return new Recovery(
        wal,
        metadata,
        new Raft.Recovered(hardState, ConfState.EMPTY, 0, 0, 0, additions),
        founding.others(),
        null);
  }

  private static List<Entry> additions(List<Member> founders) {
    List<Entry> entries = new ArrayList<>(founders.size());
    for (Member founder : founders) {
      Bytes change =
          ConfChangeCodec.encode(
              new ConfChange(
                  0, ConfChange.Type.ADD_NODE, founder.id(), MemberCodec.encode(founder)));
      entries.add(new Entry(EntryType.CONF_CHANGE, 1, entries.size() + 1, change));
    }
    return entries;
  }

  /**
   * Goes on with a first start that was interrupted when there was a log, and perhaps a part of its
   * first entries, but no hard state: such a member has voted for nobody and acknowledged nothing,
   * and would wait for ever to be told of a cluster.
   */
  Recovery foundIfBlank(Bootstrap bootstrap) throws IOException, StartException {
    boolean isBlank = raft.appliedIndex() == 0 && raft.hardState().equals(HardState.EMPTY);
    return isBlank ? begin(wal, metadata, bootstrap.founding()) : this;
  }

  /**
   * Reads the log from a snapshot record that the store has reached; from one before the last, if
   * that is needed for the tail.
   *
   * @param retainedEntries applied entries that are read for members that lag
   * @throws StartException if log and store do not belong together or the log is damaged
   */
  static Recovery resume(
      Disk disk,
      DataDirectory directory,
      MvccStore.Applied applied,
      MemberTable members,
      int retainedEntries)
      throws IOException, StartException {
    try {
      WalRecovery log =
          Wal.open(
              disk,
              directory.walConfig(),
              from(
                  WalReader.openableSnapshots(
                      disk, directory.walConfig(), applied.index() - retainedEntries),
                  applied.index(),
                  retainedEntries),
              new Retention(applied.index(), retainedEntries, RETAINED_BYTES_MAX));
      if (log.base().index() > applied.index()) {
        log.wal().close();
        throw new StartException(
            "the log goes on after a snapshot at index "
                + log.base().index()
                + " that was received, but the store has applied only "
                + applied.index()
                + ": the received store is missing; replace this member by a new one");
      }
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
      return new Recovery(
          log.wal(),
          log.metadata(),
          new Raft.Recovered(
              log.hardState(),
              members.confState(),
              applied.index(),
              log.base().index(),
              log.base().term(),
              log.entries()),
          List.of(),
          log.repair());
    } catch (WalCorruptException e) {
      throw new StartException(damaged(e), e);
    }
  }

  /**
   * Whether a store that holds nothing can be had from the log alone.
   *
   * @throws IOException if the disk refuses
   */
  static boolean reachesBackToStart(Disk disk, DataDirectory directory) throws IOException {
    try {
      return WalReader.read(disk, directory.walConfig(), WalSnapshot.NONE).base().index() == 0;
    } catch (WalCorruptException e) {
      return false;
    }
  }

  /**
   * Whose log it is.
   *
   * @throws StartException if the log is damaged
   */
  static WalMetadata metadata(Disk disk, DataDirectory directory)
      throws IOException, StartException {
    try {
      List<WalSnapshot> openable = WalReader.openableSnapshots(disk, directory.walConfig());
      WalSnapshot from = from(openable, Long.MAX_VALUE, 0);
      return WalReader.read(disk, directory.walConfig(), from).metadata();
    } catch (WalCorruptException e) {
      throw new StartException(damaged(e), e);
    }
  }

  /**
   * Starts the log anew after a store that came from another member, if it is ahead of the log.
   * Term and vote stay. Durable on return.
   *
   * @throws StartException if the log is damaged
   */
  static void followStore(
      Disk disk, DataDirectory directory, MvccStore.Applied applied, MemberTable members)
      throws IOException, StartException {
    try {
      WalSnapshot from =
          from(WalReader.openableSnapshots(disk, directory.walConfig()), applied.index(), 0);
      Retention retention = new Retention(applied.index(), 0, RETAINED_BYTES_MAX);
      WalRecovery log = Wal.open(disk, directory.walConfig(), from, retention);
      try (Wal wal = log.wal()) {
        if (wal.lastIndex() < applied.index()) {
          HardState old = log.hardState();
          boolean isNewTerm = applied.term() > old.term();
          wal.restartFrom(
              new WalSnapshot(applied.index(), applied.term(), members.confState()),
              new HardState(
                  isNewTerm ? applied.term() : old.term(),
                  isNewTerm ? 0 : old.vote(),
                  applied.index()));
          wal.sync();
        }
      }
    } catch (WalCorruptException e) {
      throw new StartException(damaged(e), e);
    }
  }

  private static WalSnapshot from(
      List<WalSnapshot> snapshots, long appliedIndex, long retainedEntries) {
    Comparator<WalSnapshot> byIndex = Comparator.comparingLong(WalSnapshot::index);
    List<WalSnapshot> reached =
        snapshots.stream().filter(snapshot -> snapshot.index() <= appliedIndex).toList();
    return reached.stream()
        .filter(snapshot -> snapshot.index() <= appliedIndex - retainedEntries)
        .max(byIndex)
        .or(() -> reached.stream().min(byIndex))
        .orElse(WalSnapshot.NONE);
  }

  /** What to tell of a log that cannot be read. */
  static String damaged(WalCorruptException e) {
    return "the log is damaged: "
        + e.getMessage()
        + "; restore this member from a backup, or replace it by a new one";
  }
}
