package io.keelson.backup.work;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.keelson.backup.manifest.Manifest;
import io.keelson.backup.manifest.ManifestCodec;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Keys;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Request;
import io.keelson.backup.source.MemberCalls;
import io.keelson.backup.source.MemberChoice;
import io.keelson.backup.source.MemberState;
import io.keelson.backup.source.PageScan;
import io.keelson.backup.source.SnapshotStream;
import io.keelson.backup.source.SourceClient;
import io.keelson.backup.store.Store;
import io.keelson.backup.store.Upload;
import io.keelson.backup.stream.Cipher;
import io.keelson.backup.stream.Ciphers;
import io.keelson.backup.stream.Compressions;
import io.keelson.backup.stream.CountedOutput;
import io.keelson.backup.stream.Pipe;
import io.keelson.backup.stream.Throttle;
import io.keelson.backup.stream.Trailer;
import io.keelson.node.log.Field;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes a snapshot and stores it. The same request again finds what is done already: a manifest
 * with this backup's uid is the backup; without one, what an earlier attempt left is replaced.
 */
public final class SaveCommand implements Command {
  private static final int CHUNK_BYTES = 1 << 18;

  /** The snapshot as it was stored. */
  private record Stored(
      long size, long storedSize, String sha256, Optional<PageScan.Found> pages, Instant time) {}

  @Override
  public JsonObject run(Session session) throws IOException, InterruptedException {
    Request request = session.request();
    String key = request.requiredKey();
    try (Store store = session.openTarget()) {
      Manifest manifest = existing(store, request, key);
      if (manifest == null) {
        store.removeLeftovers(key + ".");
        manifest = save(session, store, key);
        store.put(key + Keys.MANIFEST, ManifestCodec.encode(manifest));
        session.log().info("backup complete", Field.of("uri", store.uri(key + Keys.MANIFEST)));
      } else {
        session.log().info("backup exists", Field.of("uri", store.uri(key + Keys.MANIFEST)));
      }
      JsonObject result = new JsonObject();
      result.addProperty("uri", store.uri(Keys.sibling(key, manifest.data().name())));
      result.addProperty("manifestUri", store.uri(key + Keys.MANIFEST));
      manifest.result().entrySet().forEach(e -> result.add(e.getKey(), e.getValue()));
      if (!request.copies().isEmpty()) {
        result.add("copies", new Copies(session, store, key, manifest).run());
      }
      return result;
    }
  }

  private static @Nullable Manifest existing(Store store, Request request, String key)
      throws BackupException {
    Optional<Manifest> found = StoredBackup.manifest(store, key);
    if (found.isPresent() && !found.get().backup().uid().equals(request.backup().uid())) {
      throw new BackupException(
          Reason.INVALID_REQUEST,
          "%s belongs to another backup (uid %s): use another name or prefix"
              .formatted(store.uri(key + Keys.MANIFEST), found.get().backup().uid()));
    }
    return found.orElse(null);
  }

  private Manifest save(Session session, Store store, String key)
      throws IOException, InterruptedException {
    Request request = session.request();
    Request.@Nullable Source source = request.source();
    if (source == null) {
      throw new BackupException(Reason.INVALID_REQUEST, "request.source is missing");
    }
    // Before anything is asked of the cluster.
    Cipher cipher = Ciphers.toEncrypt(request.encryption(), session.places().encryption());
    String name =
        Keys.name(key)
            + Keys.DATA
            + request.compression().type().suffix()
            + request.encryption().suffix();
    long started = session.nanoClock().getAsLong();
    try (SourceClient client =
        SourceClient.open(source, session.places().sourceTls(), session.places().sourceAuth())) {
      MemberState before = choose(session, client, source);
      MemberCalls member =
          client.members().stream()
              .filter(each -> each.endpoint().equals(before.endpoint()))
              .findFirst()
              .orElseThrow();
      session
          .log()
          .info(
              "snapshot begins",
              Field.of("endpoint", before.endpoint()),
              Field.hex("member-id", before.memberId()),
              Field.of("leader", before.isLeader()),
              Field.of("revision", before.revision()),
              Field.of("db-size", before.dbBytes()));
      Stored stored = transfer(session, store, member, before, Keys.sibling(key, name), cipher);
      MemberState after = member.status();
      Facts facts = Facts.of(member, before, after, stored.pages(), session.log());
      JsonObject result = facts.json();
      result.addProperty("size", stored.size());
      result.addProperty("storedSize", stored.storedSize());
      result.addProperty("sha256", stored.sha256());
      result.addProperty("snapshotTime", stored.time().toString());
      result.addProperty("seconds", session.secondsSince(started));
      return new Manifest(
          request.backup(),
          new Manifest.Data(
              name,
              stored.storedSize(),
              stored.sha256(),
              stored.size(),
              request.compression().type(),
              request.encryption()),
          result,
          request.cluster());
    }
  }

  private static MemberState choose(Session session, SourceClient client, Request.Source source)
      throws BackupException {
    List<MemberState> states = new ArrayList<>();
    BackupException failure = null;
    for (MemberCalls member : client.members()) {
      try {
        states.add(member.status());
      } catch (BackupException e) {
        session.log().warn("a member does not answer", Field.error(e));
        failure = e;
      }
    }
    if (states.isEmpty() && failure != null) {
      throw failure;
    }
    return MemberChoice.choose(states, source.prefer(), source.maxLagEntries());
  }

  private Stored transfer(
      Session session,
      Store store,
      MemberCalls member,
      MemberState before,
      String dataKey,
      Cipher cipher)
      throws IOException, InterruptedException {
    Request request = session.request();
    Trailer trailer = new Trailer();
    PageScan scan = new PageScan(before.revision());
    try (Upload upload = store.create(dataKey);
        CountedOutput stored = new CountedOutput(upload)) {
      OutputStream packed = Compressions.into(cipher.encrypt(stored), request.compression());
      Instant time = session.wallClock().instant().truncatedTo(ChronoUnit.SECONDS);
      try (SnapshotStream snapshot = member.snapshot();
          Pipe pipe = new Pipe(packed, "backup-store")) {
        Throttle throttle = new Throttle(request.throttleBytesPerSecond(), session.nanoClock());
        byte[] bytes = new byte[CHUNK_BYTES];
        @Nullable ByteString blob;
        while ((blob = snapshot.next()) != null) {
          for (int at = 0; at < blob.size(); at += CHUNK_BYTES) {
            int count = Math.min(CHUNK_BYTES, blob.size() - at);
            blob.substring(at, at + count).copyTo(bytes, 0);
            trailer.update(bytes, 0, count);
            scan.update(bytes, 0, count);
            pipe.write(bytes, 0, count);
            throttle.passed(count);
          }
        }
        checkWhole(trailer, member.endpoint());
        pipe.finish();
      }
      packed.close();
      upload.commit();
      return new Stored(trailer.count(), stored.count(), stored.sha256(), scan.found(), time);
    }
  }

  private static void checkWhole(Trailer trailer, String endpoint) throws BackupException {
    Optional<String> problem = trailer.problem();
    if (problem.isPresent()) {
      throw new BackupException(
          Reason.SNAPSHOT_DAMAGED,
          "the snapshot from %s is not whole: %s: try again, and look after that member"
              .formatted(endpoint, problem.get()));
    }
  }
}
