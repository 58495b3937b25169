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
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Checks that every call passes before its handler, in upstream's order. */
public final class CallGuard {
  private static final Metadata.Key<byte[]> CLIENT_API_VERSION = key("client-api-version");
  private static final Metadata.Key<byte[]> HAS_LEADER = key("hasleader");
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final String UNKNOWN = "unknown";

  private final Latest<ReplicaStatus> status;
  private final BooleanSupplier isLearner;
  private final Family<Counter> requests;
  private final LeaderLoss leaderLoss;
  private final Latest<Seen> lastUnary = new Latest<>(Seen.NOTHING);
  private final Latest<Seen> lastStream = new Latest<>(Seen.NOTHING);

  /** What the last call said of itself; most clients of a server say the same. */
  private record Seen(String version, @Nullable Counter counter) {
    private static final Seen NOTHING = new Seen("", null);
  }

  /**
   * Judges by the replica's state and counts in {@code etcd_server_client_requests_total}.
   *
   * @param isLearner whether this member only receives
   * @param leaderLoss ends streams that demand a leader
   */
  public CallGuard(
      Latest<ReplicaStatus> status,
      BooleanSupplier isLearner,
      Family<Counter> requests,
      LeaderLoss leaderLoss) {
    this.status = status;
    this.isLearner = isLearner;
    this.requests = requests;
    this.leaderLoss = leaderLoss;
  }

  /** Whether this member only receives; it then serves little but reads of its own state. */
  boolean isLearner() {
    return isLearner.getAsBoolean();
  }

  /** Why a call that learners do not serve may not go on, or null. */
  @Nullable Status check(boolean isUnary, Metadata metadata) {
    return isLearner() ? Statuses.LEARNER : checkAnywhere(isUnary, metadata);
  }

  /** Why a call that learners serve may not go on, or null. */
  @Nullable Status checkAnywhere(boolean isUnary, Metadata metadata) {
    byte @Nullable [] version = metadata.get(CLIENT_API_VERSION);
    @Nullable String text = version == null ? UNKNOWN : decode(version);
    if (text == null) {
      return Statuses.INVALID_CLIENT_API_VERSION;
    }
    count(isUnary, text);
    if (demandsLeader(metadata) && status.get().leader() == 0) {
      return Statuses.NO_LEADER;
    }
    return null;
  }

  private static boolean demandsLeader(Metadata metadata) {
    byte @Nullable [] hasLeader = metadata.get(HAS_LEADER);
    return hasLeader != null && isTrue(hasLeader);
  }

  /**
   * Has a stream ended when the leader is lost, if its client demands one.
   *
   * @return to be called when the stream has ended by itself
   */
  Runnable awaitLeaderLoss(Metadata metadata, Runnable end) {
    return demandsLeader(metadata) ? leaderLoss.register(end) : () -> {};
  }

  private void count(boolean isUnary, String version) {
    Latest<Seen> last = isUnary ? lastUnary : lastStream;
    Seen seen = last.get();
    @Nullable Counter counter = seen.version().equals(version) ? seen.counter() : null;
    if (counter == null) {
      counter = requests.with(isUnary ? "unary" : "stream", version);
      last.publish(new Seen(version, counter));
    }
    counter.inc();
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
