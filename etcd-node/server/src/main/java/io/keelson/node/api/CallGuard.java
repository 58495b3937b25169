package io.keelson.node.api;

import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import io.grpc.Status;
import io.keelson.node.agent.Latest;
import io.keelson.node.metrics.Counter;
import io.keelson.node.metrics.Family;
import io.keelson.node.replica.ReplicaStatus;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Checks that every call passes before its handler, in upstream's order. */
public final class CallGuard {
  private static final Metadata.Key<byte[]> CLIENT_API_VERSION = key("client-api-version");
  private static final Metadata.Key<byte[]> HAS_LEADER = key("hasleader");
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final String UNKNOWN = "unknown";

  private final Latest<ReplicaStatus> status;
  private final Family<Counter> requests;

  /** Judges by the replica's state and counts in {@code etcd_server_client_requests_total}. */
  public CallGuard(Latest<ReplicaStatus> status, Family<Counter> requests) {
    this.status = status;
    this.requests = requests;
  }

  /** Why a call may not go on, or null. */
  @Nullable Status check(String kind, Metadata metadata) {
    byte @Nullable [] version = metadata.get(CLIENT_API_VERSION);
    @Nullable String text = version == null ? UNKNOWN : decode(version);
    if (text == null) {
      return Statuses.INVALID_CLIENT_API_VERSION;
    }
    requests.with(kind, text).inc();
    byte @Nullable [] hasLeader = metadata.get(HAS_LEADER);
    if (hasLeader != null && isTrue(hasLeader) && status.get().leader() == 0) {
      return Statuses.NO_LEADER;
    }
    return null;
  }

  private static boolean isTrue(byte[] value) {
    return java.util.Arrays.equals(value, TRUE);
  }

  private static @Nullable String decode(byte[] value) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static Metadata.Key<byte[]> key(String name) {
    return InternalMetadata.keyOf(
        name,
        new InternalMetadata.TrustedAsciiMarshaller<byte[]>() {
          @Override
          public byte[] toAsciiString(byte[] value) {
            return value;
          }

          @Override
          public byte[] parseAsciiString(byte[] serialized) {
            return serialized;
          }
        });
  }
}
