package io.keelson.node.restore;

import io.keelson.bytes.Bytes;
import io.keelson.node.bolt.BoltFile;
import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import io.keelson.node.members.Founders;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable.Identity;
import io.keelson.node.members.MembershipJson;
import io.keelson.node.wal.WalConfig;
import io.keelson.node.wal.WalContents;
import io.keelson.node.wal.WalReader;
import io.keelson.node.wal.WalSnapshot;
import io.keelson.raft.ConfState;
import io.keelson.raft.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Takes over the data directory of a stopped upstream member, or of upstream's restore, in place:
 *
 * <ol>
 *   <li>builds a store from {@code member/snap/db} in {@code member/store.importing};
 *   <li>copies the log's segments to {@code member/upstream/wal};
 *   <li>renames the store to {@code member/store}: from here on the directory is ours;
 *   <li>moves {@code member/snap} to {@code member/upstream/snap}.
 * </ol>
 *
 * <p>Until the third step upstream's files are as they were, and a crash is followed by a new
 * import. After it the fourth is made good at the next start. Our node then applies the log from
 * the database's consistent index on, and appends to the segments; {@code member/upstream} holds
 * all there was. One thread, under the directory's lock.
 */
public final class UpstreamMember {
  private static final int SNAP_BYTES_MAX = 256 << 20;
  private static final String SEGMENT = ".wal";

  private final Disk disk;
  private final Path member;
  private final WalConfig walConfig;
  private final StoreFolders folders;

  /** The member's folder and its log, which may lie elsewhere. */
  public UpstreamMember(Disk disk, Path member, WalConfig walConfig) {
    this.disk = disk;
    this.member = member;
    this.walConfig = walConfig;
    this.folders = new StoreFolders(disk, member);
  }

  /**
   * What an import did.
   *
   * @param revision current revision of the database
   * @param index log index up to which the database held effects
   * @param aside where the original is kept
   */
  public record Imported(long revision, long index, Path aside) {}

  /** Whether the folder is upstream's: it has a database and no store of ours. */
  public boolean isPresent() throws IOException {
    return disk.exists(snap().resolve("db")) && !folders.isPresent();
  }

  private Path store() {
    return member.resolve("store");
  }

  private Path snap() {
    return member.resolve("snap");
  }

  private Path aside() {
    return member.resolve("upstream");
  }

  /** Moves what an import that was interrupted in its last step has left in its place. */
  public void finish() throws IOException {
    // The store last: one of ours may be missing after a crash, which is made good later.
    if (disk.exists(aside()) && disk.exists(snap().resolve("db")) && folders.isPresent()) {
      disk.rename(snap(), aside().resolve("snap"));
      disk.syncDirectory(aside());
      disk.syncDirectory(member);
    }
  }

  /**
   * Imports.
   *
   * @param newestVersion the newest version of schema and cluster that this build speaks
   * @throws RestoreException if database and log do not fit together, are damaged, or hold what
   *     this build cannot take over
   */
  public Imported run(String newestVersion) throws IOException {
    if (!disk.exists(walConfig.directory())) {
      throw new RestoreException(
          "there is upstream's database "
              + snap().resolve("db")
              + " but no log in "
              + walConfig.directory()
              + "; check --wal-dir");
    }
    checkNotRunning();
    Path building = member.resolve("store.importing");
    Folders.delete(building);
    Imported imported = buildStore(building, newestVersion);
    copyLog();
    disk.syncDirectory(building);
    disk.rename(building, store());
    disk.syncDirectory(member);
    finish();
    return imported;
  }

  private Imported buildStore(Path building, String newestVersion) throws IOException {
    List<WalSnapshot> snapshots = WalReader.validSnapshots(disk, walConfig);
    WalSnapshot newest =
        snapshots.stream()
            .max(Comparator.comparingLong(WalSnapshot::index))
            .orElse(WalSnapshot.NONE);
    try (BoltFile source = SnapshotFile.openChecked(database(newest))) {
      EtcdDatabase database = new EtcdDatabase(source);
      database.checkSupported(newestVersion);
      long index = database.consistentIndex();
      if (index < newest.index()) {
        throw new RestoreException(
            "the database holds the log up to index "
                + index
                + " but the log starts after "
                + newest.index()
                + ": the database is older than the log");
      }
      WalContents log = WalReader.read(disk, walConfig, newest);
      StoreImport.Start start = new StoreImport.Start(index, term(database, index, newest, log), 0);
      long revision = new StoreImport(source).into(building, founders(database, index, log), start);
      return new Imported(revision, index, aside());
    }
  }

  /** The database, or a newer one that was received but has not taken its place yet. */
  private Path database(WalSnapshot newest) throws IOException {
    Path database = snap().resolve("db");
    Path received = snap().resolve("%016x.snap.db".formatted(newest.index()));
    if (disk.exists(received)) {
      try (BoltFile file = SnapshotFile.openChecked(database)) {
        return new EtcdDatabase(file).consistentIndex() < newest.index() ? received : database;
      }
    }
    return database;
  }

  private static long term(EtcdDatabase database, long index, WalSnapshot newest, WalContents log)
      throws IOException {
    long stored = database.term();
    if (stored != 0 || index == 0) {
      return stored;
    }
    // Before 3.5 the term was not kept in the database.
    if (index == newest.index()) {
      return newest.term();
    }
    return log.entries().stream()
        .filter(entry -> entry.index() == index)
        .mapToLong(Entry::term)
        .findFirst()
        .orElseThrow(
            () ->
                new RestoreException(
                    "neither the database nor the log tells the term of index " + index));
  }

  private Founders founders(EtcdDatabase database, long index, WalContents log) throws IOException {
    Identity identity = new Identity(log.metadata().nodeId(), log.metadata().clusterId());
    MembershipJson old = membershipJson();
    List<Member> members = index == 0 ? List.of() : database.members();
    if (members.isEmpty() && index > 0) {
      members = old.members();
    }
    members = members.stream().map(each -> promoted(each, old)).toList();
    String version = database.clusterVersion();
    return new Founders(
        identity,
        members,
        new ConfState(ids(members, false), ids(members, true), List.of(), List.of(), false),
        version == null ? old.clusterVersion() : version,
        database.removedMembers(),
        database.downgrade());
  }

  /** 3.5 forgot to write a promotion into the database; a voter never becomes a learner again. */
  private static Member promoted(Member member, MembershipJson old) {
    boolean isVoter =
        old.members().stream().anyMatch(each -> each.id() == member.id() && !each.isLearner());
    return member.isLearner() && isVoter
        ? new Member(member.id(), member.name(), member.peerUrls(), member.clientUrls(), false)
        : member;
  }

  private static List<Long> ids(List<Member> members, boolean isLearner) {
    return members.stream()
        .filter(member -> member.isLearner() == isLearner)
        .map(Member::id)
        .toList();
  }

  /** What the newest {@code .snap} file says, which 3.7 no longer writes. */
  private MembershipJson membershipJson() throws IOException {
    List<String> names = new ArrayList<>(disk.list(snap()));
    names.removeIf(name -> !name.endsWith(".snap"));
    if (names.isEmpty()) {
      return new MembershipJson(List.of(), List.of(), null);
    }
    Path newest = snap().resolve(names.getLast());
    if (disk.size(newest) > SNAP_BYTES_MAX) {
      throw new RestoreException(newest + " is too large");
    }
    ByteBuffer content = ByteBuffer.allocate((int) disk.size(newest));
    try (DiskFile file = disk.openReadOnly(newest)) {
      file.read(content, 0);
    }
    Bytes data = SnapFile.decode(Bytes.wrap(content.array(), 0, content.position())).data();
    try {
      return MembershipJson.decode(data);
    } catch (IllegalArgumentException e) {
      throw new RestoreException("the membership in " + newest + " is damaged", e);
    }
  }

  private void copyLog() throws IOException {
    Path copy = aside().resolve("wal");
    disk.createDirectories(copy);
    for (String name : disk.list(walConfig.directory())) {
      if (name.endsWith(SEGMENT)) {
        Folders.copy(disk, walConfig.directory().resolve(name), copy.resolve(name));
      }
    }
    disk.syncDirectory(copy);
    disk.syncDirectory(aside());
  }

  /**
   * Fails if upstream runs on the folder: it holds locks on the segments that it writes.
   *
   * @throws io.keelson.node.disk.DiskLockedException if so
   */
  private void checkNotRunning() throws IOException {
    for (String name : disk.list(walConfig.directory())) {
      if (name.endsWith(SEGMENT)) {
        disk.lock(walConfig.directory().resolve(name)).close();
      }
    }
  }
}
