package io.keelson.node.command;

import static io.keelson.bytes.WireReader.LEN;
import static io.keelson.bytes.WireReader.NUM;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.bytes.WireWriter;
import io.keelson.node.command.Command.LeaseCheckpoint;
import io.keelson.node.command.Command.LeaseCheckpoint.Remaining;
import io.keelson.node.command.Command.LeaseGrant;
import io.keelson.node.command.Command.LeaseRevoke;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes the lease requests of {@code rpc.proto} by hand. */
public final class LeaseCodec {
  private LeaseCodec() {}

  /**
   * Asks for a lease's times.
   *
   * @param areKeysWanted whether the keys attached to it are wanted too
   */
  public record TimeToLive(long id, boolean areKeysWanted) {}

  /** Reads a {@code LeaseGrantRequest}. */
  public static LeaseGrant grant(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    long ttlSeconds = 0;
    long id = 0;
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | NUM -> ttlSeconds = in.number();
        case (2 << 3) | NUM -> id = in.number();
        default -> in.skip();
      }
    }
    return new LeaseGrant(id, ttlSeconds);
  }

  /** Reads a {@code LeaseRevokeRequest}. */
  public static LeaseRevoke revoke(Bytes message) throws WireException {
    return new LeaseRevoke(timeToLive(message).id());
  }

  /** Reads a {@code LeaseKeepAliveRequest}: the id of the lease. */
  public static long keepAlive(Bytes message) throws WireException {
    return timeToLive(message).id();
  }

  /** Reads a {@code LeaseTimeToLiveRequest}. */
  public static TimeToLive timeToLive(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    long id = 0;
    boolean areKeysWanted = false;
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | NUM -> id = in.number();
        case (2 << 3) | NUM -> areKeysWanted = in.bool();
        default -> in.skip();
      }
    }
    return new TimeToLive(id, areKeysWanted);
  }

  /** Passes over a message of which no field matters, to see whether it is well-formed. */
  public static void skip(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    while (in.nextField()) {
      in.skip();
    }
  }

  /** Reads a {@code LeaseCheckpointRequest}. */
  static LeaseCheckpoint checkpoint(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    List<Remaining> leases = new ArrayList<>();
    while (in.nextField()) {
      if (in.tag() == ((1 << 3) | LEN)) {
        leases.add(remaining(in.bytes()));
      } else {
        in.skip();
      }
    }
    return new LeaseCheckpoint(leases);
  }

  private static Remaining remaining(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    long id = 0;
    long ttlSeconds = 0;
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | NUM -> id = in.number();
        case (2 << 3) | NUM -> ttlSeconds = in.number();
        default -> in.skip();
      }
    }
    return new Remaining(id, ttlSeconds);
  }

  static Bytes encode(LeaseGrant grant) {
    WireWriter out = new WireWriter(24);
    out.varintField(1, grant.ttlSeconds());
    out.varintField(2, grant.id());
    return out.toBytes();
  }

  static Bytes encode(LeaseRevoke revoke) {
    WireWriter out = new WireWriter(16);
    out.varintField(1, revoke.id());
    return out.toBytes();
  }

  static Bytes encode(LeaseCheckpoint checkpoint) {
    WireWriter out = new WireWriter(24 * checkpoint.leases().size());
    for (Remaining remaining : checkpoint.leases()) {
      WireWriter body = new WireWriter(24);
      body.varintField(1, remaining.id());
      body.varintField(2, remaining.ttlSeconds());
      out.requiredBytesField(1, body.toBytes());
    }
    return out.toBytes();
  }
}
