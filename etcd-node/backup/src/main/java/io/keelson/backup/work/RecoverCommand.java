package io.keelson.backup.work;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Fields;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Request;
import io.keelson.backup.source.MemberState;
import io.keelson.backup.source.SnapshotStream;
import io.keelson.backup.stream.Trailer;
import io.keelson.node.log.Field;
import io.keelson.node.restore.NewCluster;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new cluster of what a member holds whose cluster lost its quorum. The member's own folder
 * is kept aside; the new one has another identity and a raised revision.
 */
public final class RecoverCommand implements Command {
  private static final Duration START = Duration.ofMinutes(30);

  @Override
  public JsonObject run(Session session) throws IOException, InterruptedException {
    Request.Restore restore = RestoreCommand.required(session.request());
    Path dataDir = session.places().at(restore.dataDir());
    Placement placement = new Placement(dataDir, restore.id(), true);
    @Nullable JsonObject done = placement.begin();
    if (done != null) {
      session.log().info("recovered before", Field.of("id", restore.id()));
      return done;
    }
    NewCluster cluster = RestoreCommand.cluster(restore);
    if (!Files.isDirectory(dataDir.resolve("member"))) {
      throw new BackupException(
          Reason.DATA_MISSING,
          dataDir + " holds no member's data: choose a member whose volume still exists");
    }
    try {
      Survivor survivor = new Survivor(session, dataDir, restore.id());
      JsonObject found = survivor.save(placement.snapshot());
      JsonObject result =
          RestoreCommand.build(
              session, restore, cluster, placement.snapshot(), placement.building(), null);
      found.entrySet().forEach(e -> result.add(e.getKey(), e.getValue()));
      placement.complete(result);
      survivor.forget();
      return result;
    } catch (IOException e) {
      throw DiskFiles.explained(e, DiskFiles.parent(dataDir).toString());
    }
  }

  /** The member's folder while a snapshot is taken of it. */
  private record Survivor(Session session, Path dataDir, String id) {
    /** What was found at the first attempt: later ones find what that added to the log. */
    private Path note() {
      return dataDir.resolveSibling(dataDir.getFileName() + ".survivor-" + id + ".json");
    }

    private Path log() {
      return dataDir.resolveSibling(dataDir.getFileName() + ".survivor-" + id + ".log");
    }

    void forget() throws IOException {
      DiskFiles.delete(note());
      DiskFiles.delete(log());
    }

    JsonObject save(Path snapshot) throws IOException, InterruptedException {
      try (NodeProcess node =
          NodeProcess.start(session.node(), dataDir, log(), List.of("--force-new-cluster"))) {
        MemberState state = node.awaitLeader(START);
        JsonObject found = found(node, state);
        copy(node, snapshot);
        return found;
      }
    }

    private JsonObject found(NodeProcess node, MemberState state) throws IOException {
      if (Files.exists(note())) {
        return Fields.parse(Files.readString(note()), note().toString(), Reason.INTERNAL).json();
      }
      JsonObject found = new JsonObject();
      found.addProperty("raftTerm", state.raftTerm());
      found.addProperty("raftIndex", logIndex(node, state.raftIndex()));
      found.addProperty("survivorClusterID", Long.toHexString(state.clusterId()));
      found.addProperty(
          "snapshotTime", session.wallClock().instant().truncatedTo(ChronoUnit.SECONDS).toString());
      DiskFiles.write(note(), found + "\n");
      return found;
    }

    /** The commit index before the others were removed, as the node logs it. */
    private static long logIndex(NodeProcess node, long otherwise) throws IOException {
      for (String line : node.lines("\"wal-commit-index\"")) {
        JsonObject json = JsonParser.parseString(line).getAsJsonObject();
        if (json.has("wal-commit-index")) {
          return json.get("wal-commit-index").getAsLong();
        }
      }
      return otherwise;
    }

    private void copy(NodeProcess node, Path snapshot) throws IOException {
      Trailer trailer = new Trailer();
      try (SnapshotStream stream = node.calls().snapshot();
          OutputStream out = DiskFiles.create(snapshot)) {
        @Nullable ByteString blob;
        while ((blob = stream.next()) != null) {
          byte[] bytes = blob.toByteArray();
          trailer.update(bytes, 0, bytes.length);
          out.write(bytes);
        }
      }
      Optional<String> problem = trailer.problem();
      if (problem.isPresent()) {
        throw new BackupException(
            Reason.SNAPSHOT_DAMAGED, "the survivor's snapshot is not whole: " + problem.get());
      }
      try (FileChannel file = FileChannel.open(snapshot, StandardOpenOption.WRITE)) {
        file.force(true);
      }
    }
  }
}
