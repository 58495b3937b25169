package io.keelson.node.ctl;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.keelson.node.config.HumanBytes;
import io.keelson.node.log.Field;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.SnapshotRequest;
import io.keelson.proto.etcdserverpb.SnapshotResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * {@code snapshot save}. The file grows under another name and gets its own when it is complete and
 * on the disk.
 */
final class SnapshotSave {
  static final String EXAMPLES =
      """
        # Save a snapshot of the member at an address
        etcdctl --endpoints=127.0.0.1:2379 snapshot save /backup/etcd-snapshot.db

        # Save one of a member that asks for a certificate
        etcdctl --endpoints=https://127.0.0.1:2379 --cacert=ca.crt --cert=etcd.crt --key=etcd.key \
      snapshot save /backup/etcd-snapshot.db
      """;

  private static final int SECTOR_BYTES = 512;
  private static final int DIGEST_BYTES = 32;

  private SnapshotSave() {}

  static Command command() {
    return Command.of(
            "save <filename>",
            "Stores an etcd node backend snapshot to a given file",
            SnapshotSave::save)
        .examples(EXAMPLES);
  }

  private static void save(Context context) throws CtlException, IOException, InterruptedException {
    List<String> words = context.words();
    if (words.size() != 1) {
      throw CtlException.badArguments("snapshot save expects one argument <filename>");
    }
    context.prepare();
    if (context.endpoints().size() != 1) {
      throw failure(
          "snapshot must be requested to one selected node, not multiple ["
              + String.join(" ", context.endpoints())
              + "]");
    }
    String path = words.getFirst();
    Path target = Path.of(path);
    Path part = Path.of(path + ".part");
    String version;
    try (FileChannel file = open(part);
        Client client = context.client()) {
      context.log().info("created temporary db file", Field.of("path", part.toString()));
      version = fetch(context, client, file);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      context.log().info("saved", Field.of("path", path));
    } finally {
      Files.deleteIfExists(part);
    }
    context.out().println("Snapshot saved at " + path);
    if (!version.isEmpty()) {
      context.out().println("Server version " + version);
    }
  }

  private static FileChannel open(Path part) throws CtlException, IOException {
    try {
      return FileChannel.open(
          part,
          Set.of(
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (NoSuchFileException e) {
      throw cannotOpen(part, "no such file or directory");
    } catch (AccessDeniedException e) {
      throw cannotOpen(part, "permission denied");
    }
  }

  private static CtlException cannotOpen(Path part, String reason) {
    return failure("could not open %1$s (open %1$s: %2$s)".formatted(part, reason));
  }

  /**
   * Reads the stream to its end. Its time is bounded only if {@code --command-timeout} is given;
   * that of connecting always is.
   *
   * @return the version that the server names, empty for none
   */
  private static String fetch(Context context, Client client, FileChannel file)
      throws CtlException, IOException, InterruptedException {
    long started = System.nanoTime();
    Deadline deadline = client.deadline();
    CallOptions options =
        context.arguments().isGiven("command-timeout")
            ? CallOptions.DEFAULT.withDeadline(deadline)
            : CallOptions.DEFAULT;
    String endpoint = context.endpoints().getFirst();
    String version = "";
    long size = 0;
    try {
      Channel channel = client.connected(deadline);
      context.log().info("fetching snapshot", Field.of("endpoint", endpoint));
      Iterator<SnapshotResponse> parts =
          ClientCalls.blockingServerStreamingCall(
              channel,
              MaintenanceGrpc.getSnapshotMethod(),
              options,
              SnapshotRequest.getDefaultInstance());
      while (parts.hasNext()) {
        SnapshotResponse part = parts.next();
        version = version.isEmpty() ? part.getVersion() : version;
        ByteBuffer bytes = part.getBlob().asReadOnlyByteBuffer();
        size += bytes.remaining();
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
      }
    } catch (StatusRuntimeException e) {
      throw failure(Failures.text(e.getStatus(), deadline.isExpired()));
    } catch (CtlException e) {
      throw failure(e.text());
    }
    if (size % SECTOR_BYTES != DIGEST_BYTES) {
      throw failure("sha256 checksum not found [bytes: " + size + "]");
    }
    file.force(true);
    context
        .log()
        .info(
            "fetched snapshot",
            Field.of("endpoint", endpoint),
            Field.of("size", HumanBytes.format(size)),
            Field.of("took", Duration.ofNanos(System.nanoTime() - started)),
            Field.of("etcd-version", version));
    return version;
  }

  private static CtlException failure(String text) {
    return new CtlException(CtlException.EXIT_INTERRUPTED, text);
  }
}
