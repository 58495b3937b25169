package io.keelson.node.command;

import static io.keelson.bytes.WireReader.LEN;
import static io.keelson.bytes.WireReader.NUM;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.bytes.WireWriter;
import io.keelson.node.command.LeaseCodec.TimeToLive;
import java.util.List;

/**
 * What members ask each other about leases: the messages of the peer port's lease pages, by hand.
 */
public final class PeerLeaseCodec {
  private PeerLeaseCodec() {}

  /**
   * The times of a lease as the leader answers them.
   *
   * @param remainingSeconds time left
   * @param grantedSeconds time it has after a renewal
   */
  public record LeaseTimes(long remainingSeconds, long grantedSeconds) {}

  /** Encodes a {@code LeaseKeepAliveRequest}. */
  public static Bytes keepAlive(long id) {
    WireWriter out = new WireWriter(12);
    out.varintField(1, id);
    return out.toBytes();
  }

  /** Encodes a {@code LeaseKeepAliveResponse} without a header. */
  public static Bytes renewed(long id, long ttlSeconds) {
    WireWriter out = new WireWriter(24);
    out.varintField(2, id);
    out.varintField(3, ttlSeconds);
    return out.toBytes();
  }

  /** Reads the time to live of a {@code LeaseKeepAliveResponse}. */
  public static long renewedTtl(Bytes message) throws WireException {
    return number(message, 3);
  }

  /** Encodes a {@code LeaseInternalRequest}. */
  public static Bytes timesRequest(TimeToLive request) {
    WireWriter inner = new WireWriter(16);
    inner.varintField(1, request.id());
    inner.boolField(2, request.areKeysWanted());
    return wrapped(inner.toBytes());
  }

  /** Reads a {@code LeaseInternalRequest}. */
  public static TimeToLive timesRequest(Bytes message) throws WireException {
    return LeaseCodec.timeToLive(unwrapped(message));
  }

  /** Encodes a {@code LeaseInternalResponse}, whose header is empty as upstream's. */
  public static Bytes times(long id, LeaseTimes times, List<Bytes> keys) {
    WireWriter inner = new WireWriter(64);
    inner.requiredBytesField(1, Bytes.EMPTY);
    inner.varintField(2, id);
    inner.varintField(3, times.remainingSeconds());
    inner.varintField(4, times.grantedSeconds());
    for (Bytes key : keys) {
      inner.requiredBytesField(5, key);
    }
    return wrapped(inner.toBytes());
  }

  /** Reads the times of a {@code LeaseInternalResponse}. */
  public static LeaseTimes times(Bytes message) throws WireException {
    Bytes inner = unwrapped(message);
    return new LeaseTimes(number(inner, 3), number(inner, 4));
  }

  private static Bytes wrapped(Bytes inner) {
    WireWriter out = new WireWriter(inner.length() + 6);
    out.requiredBytesField(1, inner);
    return out.toBytes();
  }

  private static Bytes unwrapped(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    Bytes inner = Bytes.EMPTY;
    while (in.nextField()) {
      if (in.tag() == (1 << 3 | LEN)) {
        inner = in.bytes();
      } else {
        in.skip();
      }
    }
    return inner;
  }

  private static long number(Bytes message, int field) throws WireException {
    WireReader in = new WireReader(message);
    long value = 0;
    while (in.nextField()) {
      if (in.tag() == (field << 3 | NUM)) {
        value = in.number();
      } else {
        in.skip();
      }
    }
    return value;
  }
}
