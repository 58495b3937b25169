package io.keelson.node.main;

import io.keelson.node.config.Versions;
import io.keelson.node.corruption.PeerHash;
import io.keelson.node.corruption.QuorumRule;
import io.keelson.node.corruption.QuorumRule.Quorum;
import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import io.keelson.node.link.Peer;
import io.keelson.node.link.StateSource;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.MemberTable.Identity;
import io.keelson.node.mvcc.KeyValueHash;
import io.keelson.node.restore.ReceivedDatabase;
import io.keelson.node.restore.RestoreException;
import io.keelson.node.restore.StoreFolders;
import io.keelson.node.wal.WalConfig;
import io.keelson.node.wal.WalContents;
import io.keelson.node.wal.WalCorruptException;
import io.keelson.node.wal.WalMetadata;
import io.keelson.node.wal.WalReader;
import io.keelson.node.wal.WalSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds a store that cannot be trusted from another member's, under the same id. Only while a
 * majority of all members, this one not counted among them, says that it has the same data:
 *
 * <ol>
 *   <li>fetches one of these members' databases to {@code member/repair/image.db};
 *   <li>builds a store of it in {@code member/repair/building}, compares its hash with the
 *       majority's, calls it {@code member/repair/store}, and then the folder {@code
 *       member/repaired};
 *   <li>moves the store to {@code member/quarantine} under the time, and what was there before
 *       goes;
 *   <li>renames {@code member/repaired/store} to what the store was called;
 *   <li>deletes {@code member/repaired} when the log reaches the new store ({@link #conclude}).
 * </ol>
 *
 * <p>A crash before there is {@code member/repaired} leaves everything as it was; after it the rest
 * is made good by {@link #finish}. The log is not touched: term and vote stay, and its entries
 * after the new store's index are applied again. Before anything is served, under the directory's
 * lock.
 */
final class StoreRepair {
  private static final int ATTEMPTS_MIN = 3;
  private static final long PAUSE_MILLIS = 500;
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Parts parts;
  private final Logger log;

  /**
   * What it works with.
   *
   * @param folders tells where the store is
   * @param member the folder {@code member}
   * @param ways how to ask others in this member's name
   * @param patience how long others are waited for that do not answer yet
   */
  record Parts(
      Disk disk,
      StoreFolders folders,
      Path member,
      WalConfig walConfig,
      Function<WalMetadata, Ways> ways,
      InstantSource time,
      Duration patience,
      Logger log) {}

  /**
   * How to ask others.
   *
   * @param hashes for the hashes of their data; patient, for that takes long
   * @param states for their state machines
   */
  record Ways(PeerHashes hashes, StateSource states) {}

  StoreRepair(Parts parts) {
    this.parts = parts;
    this.log = parts.log();
  }

  /**
   * What a repair did.
   *
   * @param index log index whose effects the new store has
   * @param term its term
   * @param revision its current revision
   * @param logEnd last index of the log; if it is below {@code index} the log must be restarted
   *     with a snapshot record before the member runs
   * @param quarantine where the old store is, or null if there was none
   */
  record Repaired(long index, long term, long revision, long logEnd, @Nullable Path quarantine) {
    boolean isAheadOfLog() {
      return index > logEnd;
    }
  }

  private Path store() throws IOException {
    return parts.folders().current();
  }

  private Path work() {
    return parts.member().resolve("repair");
  }

  private Path repaired() {
    return parts.member().resolve("repaired");
  }

  private Path built() {
    return repaired().resolve("store");
  }

  private Path quarantine() {
    return parts.member().resolve("quarantine");
  }

  /**
   * Ends a repair that a crash interrupted; without one nothing happens. Before the store opens.
   *
   * @return whether a repair must be concluded: the store may be ahead of the log
   */
  boolean finish() throws IOException {
    ReceivedDatabase.delete(work());
    if (!parts.disk().exists(repaired())) {
      return false;
    }
    if (parts.disk().exists(built())) {
      exchange();
      log.info("finished the repair of the store that was interrupted");
    }
    return true;
  }

  /** The log reaches the new store: nothing of the repair is left to do. */
  void conclude() throws IOException {
    ReceivedDatabase.delete(repaired());
    parts.disk().syncDirectory(parts.member());
  }

  /**
   * Repairs. The store must be closed.
   *
   * @param reason what is wrong with the store, for the log
   * @param identity this member, as its log says
   * @param others all other members
   * @throws StartException if there is no majority that agrees, or none of its members gives what
   *     is needed; the old store is where it was
   */
  Repaired run(String reason, WalMetadata identity, List<Peer> others)
      throws StartException, IOException, InterruptedException {
    log.error(
        "the store cannot be trusted; rebuilding it from another member",
        Field.of("local-member-id", Long.toHexString(identity.nodeId())),
        Field.of("path", store().toString()),
        Field.of("reason", reason),
        Field.of("other-members", others.size()));
    Ways ways = parts.ways().apply(identity);
    Quorum quorum = agree(reason, ways.hashes(), others);
    log.info(
        "a majority of the members has the same data",
        Field.of(
            "member-ids",
            String.join(",", quorum.members().stream().map(Long::toHexString).toList())),
        Field.of("revision", quorum.hash().revision()),
        Field.of("compact-revision", quorum.hash().compactRevision()),
        Field.of("hash", quorum.hash().hash()));
    String failures = "";
    for (Peer peer : others) {
      if (!quorum.members().contains(peer.id())) {
        continue;
      }
      for (String url : peer.urls()) {
        try {
          return replace(url, ways.states(), identity, quorum.hash());
        } catch (RestoreException | FetchException e) {
          log.warn(
              "cannot rebuild the store from a member",
              Field.of("remote-peer-id", Long.toHexString(peer.id())),
              Field.of("remote-peer-endpoint", url),
              Field.error(String.valueOf(e.getMessage())));
          failures += "; " + url + ": " + e.getMessage();
        }
      }
    }
    ReceivedDatabase.delete(work());
    throw new StartException(
        "the store cannot be trusted ("
            + reason
            + ") and no member gave another one"
            + failures
            + "; replace this member by a new one");
  }

  /** Another member or the way to it failed; the next may do better. */
  private static final class FetchException extends Exception {
    private static final long serialVersionUID = 1;

    FetchException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private Quorum agree(String reason, PeerHashes hashes, List<Peer> others)
      throws StartException, InterruptedException {
    List<PeerHash> answers = List.of();
    Instant end = parts.time().instant().plus(parts.patience());
    for (int attempt = 0;
        attempt < ATTEMPTS_MIN || parts.time().instant().isBefore(end);
        attempt++) {
      if (attempt > 0 && !parts.patience().isZero()) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
      answers = hashes.await(others, 0);
      long revision = QuorumRule.commonRevision(answers);
      if (revision == 0) {
        continue;
      }
      // They go on meanwhile, so a compaction may come between; then they are asked anew.
      answers = hashes.await(others, revision);
      @Nullable Quorum quorum = QuorumRule.find(answers);
      if (quorum != null) {
        KeyValueHash hash = quorum.hash();
        return new Quorum(
            quorum.members(), new KeyValueHash(hash.hash(), hash.compactRevision(), revision));
      }
    }
    String said =
        String.join(
            "; ",
            answers.stream()
                .map(
                    answer ->
                        Long.toHexString(answer.member()) + ": " + PeerHashes.describe(answer))
                .toList());
    throw new StartException(
        "the store cannot be trusted ("
            + reason
            + ") and no majority of the members has the same data, so it is not rebuilt ("
            + said
            + "); start the other members first, or restore the cluster from a backup");
  }

  private Repaired replace(
      String url, StateSource states, WalMetadata identity, KeyValueHash expected)
      throws FetchException, IOException, InterruptedException {
    ReceivedDatabase.delete(work());
    parts.disk().createDirectories(work());
    Path image = work().resolve("image.db");
    long bytes = fetch(states, url, image);
    log.info(
        "fetched the state of a member",
        Field.of("remote-peer-endpoint", url),
        Field.of("bytes", bytes));
    Path building = work().resolve("building");
    ReceivedDatabase.Built store =
        ReceivedDatabase.build(
            image,
            building,
            new Identity(identity.nodeId(), identity.clusterId()),
            Versions.CLUSTER);
    checkHash(building, expected);
    long logEnd = logEnd(store.index());
    parts.disk().delete(image);
    parts.disk().syncDirectory(building);
    ReceivedDatabase.delete(repaired());
    parts.disk().rename(building, work().resolve("store"));
    parts.disk().syncDirectory(work());
    parts.disk().rename(work(), repaired());
    parts.disk().syncDirectory(parts.member());
    @Nullable Path aside = exchange();
    log.info(
        "rebuilt the store from another member",
        Field.of("remote-peer-endpoint", url),
        Field.of("revision", store.revision()),
        Field.of("applied-index", store.index()),
        Field.of("log-ends-at-index", logEnd),
        Field.of("old-store-kept-in", aside == null ? "" : aside.toString()));
    return new Repaired(store.index(), store.term(), store.revision(), logEnd, aside);
  }

  private long fetch(StateSource states, String url, Path image)
      throws FetchException, IOException, InterruptedException {
    long[] position = new long[1];
    try (DiskFile file = parts.disk().create(image)) {
      try {
        states.fetch(
            url,
            IDLE_TIMEOUT,
            (source, offset, length) -> {
              file.write(ByteBuffer.wrap(source, offset, length), position[0]);
              position[0] += length;
            });
      } catch (IOException e) {
        throw new FetchException(e);
      }
    }
    return position[0];
  }

  /** What was fetched is newer than what the majority was asked about, but holds it. */
  private void checkHash(Path building, KeyValueHash expected) throws IOException {
    @Nullable KeyValueHash found = ReceivedDatabase.hash(building, expected.revision());
    if (found == null || found.compactRevision() != expected.compactRevision()) {
      log.warn(
          "the majority's hash cannot be compared, the member has compacted since",
          Field.of("revision", expected.revision()));
      return;
    }
    if (found.hash() != expected.hash()) {
      throw new RestoreException(
          "what it sent has the hash "
              + found.hash()
              + " at revision "
              + expected.revision()
              + ", the majority has "
              + expected.hash());
    }
  }

  /** Last index of the log, of which nothing after the new store's index may be missing. */
  private long logEnd(long index) throws IOException {
    try {
      WalSnapshot from =
          WalReader.validSnapshots(parts.disk(), parts.walConfig()).stream()
              .filter(snapshot -> snapshot.index() <= index)
              .max(Comparator.comparingLong(WalSnapshot::index))
              .orElse(WalSnapshot.NONE);
      WalContents log = WalReader.read(parts.disk(), parts.walConfig(), from);
      return log.lastIndex();
    } catch (WalCorruptException e) {
      throw new RestoreException(
          "its state ends at index "
              + index
              + ", from which this member's log cannot go on: "
              + e.getMessage(),
          e);
    }
  }

  private @Nullable Path exchange() throws IOException {
    Disk disk = parts.disk();
    Path store = store();
    Path aside = null;
    if (disk.exists(store)) {
      // Only the newest is kept: each may be as large as the store.
      ReceivedDatabase.delete(quarantine());
      disk.createDirectories(quarantine());
      aside = quarantine().resolve(NAME.format(parts.time().instant()));
      disk.rename(store, aside);
      disk.syncDirectory(quarantine());
      disk.syncDirectory(parts.member());
    }
    disk.rename(built(), store);
    disk.syncDirectory(parts.member());
    return aside;
  }
}
