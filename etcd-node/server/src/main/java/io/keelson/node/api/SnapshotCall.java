package io.keelson.node.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.keelson.node.log.Field;
import io.keelson.node.snapshot.StoreSnapshot;
import io.keelson.proto.etcdserverpb.SnapshotResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One {@code Snapshot} call. Works in turns on a reader thread: a turn ends after some rows or
 * chunks, so that others get the thread, or when the client can take no more. Nothing is read ahead
 * of the client; while it stalls, the call holds the store's view and no thread. The view goes back
 * when the last byte is sent, when the client is gone, or on an error.
 */
final class SnapshotCall {
  private static final int CHUNK_BYTES = 32 << 10;
  private static final int CHUNKS_PER_TURN = 32;

  /** With less than this on its way to the client, a turn goes on; fewer turns, less waiting. */
  private static final int WAY_BYTES = 8 * CHUNK_BYTES;

  private static final int ROWS_PER_TURN = 1 << 13;

  private final StoreSnapshot snapshot;
  private final ServerCallStreamObserver<SnapshotResponse> client;
  private final SnapshotCalls.Surroundings surroundings;
  private final Runnable whenEnded;
  private final MessageDigest digest = sha256();
  private final AtomicBoolean isWorking = new AtomicBoolean(true);
  private final long startNanos;
  private boolean isMeasured;
  private long totalBytes;
  private long sentBytes;

  SnapshotCall(
      StoreSnapshot snapshot,
      ServerCallStreamObserver<SnapshotResponse> client,
      SnapshotCalls.Surroundings surroundings,
      Runnable whenEnded) {
    this.snapshot = snapshot;
    this.client = client;
    this.surroundings = surroundings;
    this.whenEnded = whenEnded;
    this.startNanos = surroundings.clock().nanoTime();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  void start() {
    client.setOnReadyThreshold(WAY_BYTES);
    client.setOnReadyHandler(this::wake);
    client.setOnCancelHandler(this::wake);
    wakeUp();
  }

  /** The client can take more, or has gone. */
  private void wake() {
    if (isWorking.compareAndSet(false, true)) {
      wakeUp();
    }
  }

  private void wakeUp() {
    if (!submit()) {
      // This thread serves connections and must not do the work itself.
      end();
      client.onError(Statuses.TOO_MANY_SNAPSHOTS.asRuntimeException());
    }
  }

  private boolean submit() {
    try {
      surroundings.worker().execute(this::work);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private void work() {
    try {
      boolean isHandedOver = false;
      while (!isHandedOver && turn()) {
        isHandedOver = submit();
      }
    } catch (RuntimeException e) {
      surroundings.log().error("failed to send database snapshot to client", Field.error(e));
      end();
      client.onError(Status.INTERNAL.withDescription("etcdserver: snapshot failed").asException());
    }
  }

  /** Does some work; whether there is more to do now. */
  private boolean turn() {
    if (!isMeasured && !client.isCancelled()) {
      isMeasured = snapshot.measure(ROWS_PER_TURN);
      if (isMeasured) {
        totalBytes = snapshot.sizeBytes();
        log("sending database snapshot to client", size(), storageVersion());
      }
      return true;
    }
    for (int i = 0; i < CHUNKS_PER_TURN; i++) {
      if (client.isCancelled()) {
        end();
        return false;
      }
      if (!client.isReady()) {
        isWorking.set(false);
        // It may have become ready, or gone, between the lines above.
        boolean isAwake = client.isReady() || client.isCancelled();
        return isAwake && isWorking.compareAndSet(false, true);
      }
      if (sentBytes == totalBytes) {
        sendDigest();
        return false;
      }
      sendChunk();
    }
    return true;
  }

  private void sendChunk() {
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, totalBytes - sentBytes)];
    int length = snapshot.read(chunk, 0, chunk.length);
    if (length < chunk.length) {
      throw new IllegalStateException("a snapshot ends before its size");
    }
    digest.update(chunk, 0, length);
    sentBytes += length;
    send(UnsafeByteOperations.unsafeWrap(chunk));
  }

  private void sendDigest() {
    byte[] checksum = digest.digest();
    log("sending database sha256 checksum to client", Field.of("checksum-size", checksum.length));
    send(UnsafeByteOperations.unsafeWrap(checksum));
    end();
    client.onCompleted();
    long took = surroundings.clock().nanoTime() - startNanos;
    log(
        "successfully sent database snapshot to client",
        size(),
        Field.nanos("took", took),
        storageVersion());
  }

  private void send(ByteString blob) {
    client.onNext(
        SnapshotResponse.newBuilder()
            .setRemainingBytes(totalBytes - sentBytes)
            .setBlob(blob)
            .setVersion(snapshot.storageVersion())
            .build());
  }

  /** Gives everything back, once: only who works calls it, and nobody works afterwards. */
  private void end() {
    snapshot.close();
    surroundings.duration().observeNanos(surroundings.clock().nanoTime() - startNanos);
    whenEnded.run();
  }

  private Field size() {
    return Field.of("size", surroundings.sizeText().apply(totalBytes));
  }

  private Field storageVersion() {
    return Field.of("storage-version", snapshot.storageVersion());
  }

  private void log(String message, Field... more) {
    Field[] fields = new Field[more.length + 1];
    fields[0] = Field.of("total-bytes", totalBytes);
    System.arraycopy(more, 0, fields, 1, more.length);
    surroundings.log().info(message, fields);
  }
}
