package io.keelson.backup.source;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.keelson.backup.request.BackupException;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.SnapshotRequest;
import io.keelson.proto.etcdserverpb.SnapshotResponse;
import java.util.Iterator;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot of a member as it arrives. The member is not asked for more than is taken; one that
 * is silent while it is waited for is given up. One thread.
 */
public final class SnapshotStream implements AutoCloseable {
  /** How long a member may be silent. */
  static final long IDLE_SECONDS = 120;

  private final String endpoint;
  private final CancellableContext context = Context.ROOT.withCancellation();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("snapshot-watch").daemon().factory());
  private final Iterator<SnapshotResponse> messages;
  private String version = "";
  private volatile long waitingSince = -1;
  private volatile boolean isIdle;

  SnapshotStream(Channel channel, String endpoint) {
    this.endpoint = endpoint;
    @Nullable Context previous = context.attach();
    try {
      messages =
          ClientCalls.blockingServerStreamingCall(
              channel,
              MaintenanceGrpc.getSnapshotMethod(),
              CallOptions.DEFAULT,
              SnapshotRequest.getDefaultInstance());
    } finally {
      context.detach(previous);
    }
    var _ = watch.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  private void look() {
    long since = waitingSince;
    if (since != -1 && System.nanoTime() - since > TimeUnit.SECONDS.toNanos(IDLE_SECONDS)) {
      isIdle = true;
      context.cancel(null);
    }
  }

  /** The next bytes, or null at the end. */
  public @Nullable ByteString next() throws BackupException {
    waitingSince = System.nanoTime() | 1;
    try {
      if (!messages.hasNext()) {
        return null;
      }
      SnapshotResponse message = messages.next();
      version = version.isEmpty() ? message.getVersion() : version;
      return message.getBlob();
    } catch (StatusRuntimeException e) {
      throw MemberCalls.streamFailure(e, endpoint, isIdle);
    } finally {
      waitingSince = -1;
    }
  }

  /** Version of the database that the member told; empty if it did not. */
  public String version() {
    return version;
  }

  @Override
  public void close() {
    watch.shutdownNow();
    context.cancel(null);
  }
}
