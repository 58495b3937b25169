package io.keelson.node.command;

import static io.keelson.bytes.WireReader.LEN;
import static io.keelson.bytes.WireReader.NUM;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.bytes.WireWriter;
import io.keelson.node.command.Command.AlarmChange;
import io.keelson.node.command.Command.ClusterVersionSet;
import io.keelson.node.command.Command.DowngradeInfoSet;
import io.keelson.node.command.Command.LeaseCheckpoint;
import io.keelson.node.command.Command.LeaseGrant;
import io.keelson.node.command.Command.LeaseRevoke;
import io.keelson.node.command.Command.MemberAttributesSet;
import io.keelson.node.command.Command.NoEffect;
import io.keelson.node.command.Command.Unsupported;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code InternalRaftRequest} ⇄ {@link Command}. */
public final class CommandCodec {
  private static final int PUT = 4;
  private static final int DELETE_RANGE = 5;
  private static final int TXN = 6;
  private static final int COMPACTION = 7;
  private static final int LEASE_GRANT = 8;
  private static final int LEASE_REVOKE = 9;
  private static final int LEASE_CHECKPOINT = 11;
  private static final int ALARM = 10;
  private static final int HEADER = 100;
  private static final int CLUSTER_VERSION_SET = 1300;
  private static final int MEMBER_ATTRIBUTES_SET = 1301;
  private static final int DOWNGRADE_INFO_SET = 1302;

  private CommandCodec() {}

  /**
   * A decoded log entry.
   *
   * @param requestId routes the result to the client that waits on the proposing member, 0 if none
   */
  public record Decoded(long requestId, Command command) {}

  /** Entry data for a put whose request message is given as received. */
  public static Bytes encodePut(long requestId, Bytes message) {
    return encode(requestId, PUT, message);
  }

  /** Entry data for a deletion. */
  public static Bytes encodeDeleteRange(long requestId, Bytes message) {
    return encode(requestId, DELETE_RANGE, message);
  }

  /** Entry data for a transaction. */
  public static Bytes encodeTxn(long requestId, Bytes message) {
    return encode(requestId, TXN, message);
  }

  /** Entry data for a compaction. */
  public static Bytes encodeCompact(long requestId, Bytes message) {
    return encode(requestId, COMPACTION, message);
  }

  /** Entry data for a new lease. */
  public static Bytes encodeLeaseGrant(long requestId, LeaseGrant grant) {
    return encode(requestId, LEASE_GRANT, LeaseCodec.encode(grant));
  }

  /** Entry data for the end of a lease. */
  public static Bytes encodeLeaseRevoke(long requestId, LeaseRevoke revoke) {
    return encode(requestId, LEASE_REVOKE, LeaseCodec.encode(revoke));
  }

  /** Entry data for what is left of leases. */
  public static Bytes encodeLeaseCheckpoint(long requestId, LeaseCheckpoint checkpoint) {
    return encode(requestId, LEASE_CHECKPOINT, LeaseCodec.encode(checkpoint));
  }

  /** Entry data for a change of alarms or a question for them. */
  public static Bytes encodeAlarm(long requestId, AlarmChange change) {
    WireWriter body = new WireWriter(24);
    body.varintField(1, change.action());
    body.varintField(2, change.memberId());
    body.varintField(3, change.type());
    return encode(requestId, ALARM, body.toBytes());
  }

  /** Entry data for the agreed version. */
  public static Bytes encodeClusterVersionSet(long requestId, String version) {
    WireWriter body = new WireWriter(16);
    body.bytesField(1, Bytes.utf8(version));
    return encode(requestId, CLUSTER_VERSION_SET, body.toBytes());
  }

  /** Entry data for the start or the end of a downgrade. */
  public static Bytes encodeDowngradeInfoSet(long requestId, DowngradeInfoSet change) {
    WireWriter body = new WireWriter(24);
    body.boolField(1, change.isEnabled());
    body.bytesField(2, Bytes.utf8(change.version()));
    return encode(requestId, DOWNGRADE_INFO_SET, body.toBytes());
  }

  /** Entry data for a member's name and client URLs. */
  public static Bytes encodeMemberAttributesSet(
      long requestId, long memberId, String name, List<String> clientUrls) {
    WireWriter attributes = new WireWriter(64);
    attributes.bytesField(1, Bytes.utf8(name));
    clientUrls.forEach(url -> attributes.requiredBytesField(2, Bytes.utf8(url)));
    WireWriter body = new WireWriter(96);
    body.varintField(1, memberId);
    body.requiredBytesField(2, attributes.toBytes());
    return encode(requestId, MEMBER_ATTRIBUTES_SET, body.toBytes());
  }

  private static Bytes encode(long requestId, int field, Bytes body) {
    WireWriter out = new WireWriter(body.length() + 32);
    if (field < HEADER) {
      out.requiredBytesField(field, body);
      header(out, requestId);
    } else {
      header(out, requestId);
      out.requiredBytesField(field, body);
    }
    return out.toBytes();
  }

  private static void header(WireWriter out, long requestId) {
    out.lengthPrefix(HEADER, 1 + WireWriter.varintSize(requestId));
    out.requiredVarintField(1, requestId);
  }

  /**
   * Reads entry data.
   *
   * @throws WireException if it is not a well-formed request; a log cannot contain such an entry
   */
  public static Decoded decode(Bytes data) throws WireException {
    @Nullable Decoded old = V2RequestCodec.decode(data);
    if (old != null) {
      return old;
    }
    WireReader in = new WireReader(data);
    long legacyId = 0;
    long headerId = 0;
    Command command = new Unsupported("a request of no known kind");
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | NUM -> legacyId = in.number();
        case (HEADER << 3) | LEN -> headerId = headerId(in.bytes());
        default -> {
          @Nullable Command found = command(in);
          if (found != null) {
            command = found;
          }
        }
      }
    }
    return new Decoded(legacyId != 0 ? legacyId : headerId, command);
  }

  private static @Nullable Command command(WireReader in) throws WireException {
    return switch (in.tag()) {
      case (PUT << 3) | LEN -> RequestCodec.put(in.bytes());
      case (DELETE_RANGE << 3) | LEN -> RequestCodec.deleteRange(in.bytes());
      case (TXN << 3) | LEN -> RequestCodec.txn(in.bytes());
      case (COMPACTION << 3) | LEN -> RequestCodec.compact(in.bytes());
      case (LEASE_GRANT << 3) | LEN -> LeaseCodec.grant(in.bytes());
      case (LEASE_REVOKE << 3) | LEN -> LeaseCodec.revoke(in.bytes());
      case (LEASE_CHECKPOINT << 3) | LEN -> LeaseCodec.checkpoint(in.bytes());
      case (ALARM << 3) | LEN -> alarm(in.bytes());
      case (CLUSTER_VERSION_SET << 3) | LEN -> clusterVersionSet(in.bytes());
      case (MEMBER_ATTRIBUTES_SET << 3) | LEN -> memberAttributesSet(in.bytes());
      case (DOWNGRADE_INFO_SET << 3) | LEN -> downgradeInfoSet(in.bytes());
      // Range, auth status, user get, role get and the downgrade test change nothing.
      case (3 << 3) | LEN,
          (1013 << 3) | LEN,
          (1102 << 3) | LEN,
          (1202 << 3) | LEN,
          (9900 << 3) | LEN -> {
        in.skip();
        yield new NoEffect();
      }
      default -> unsupported(in);
    };
  }

  private static @Nullable Command unsupported(WireReader in) throws WireException {
    in.skip();
    if (RequestNames.isKnown(in.field())) {
      return new Unsupported(RequestNames.of(in.field()));
    }
    return null;
  }

  private static long headerId(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    long id = 0;
    while (in.nextField()) {
      if (in.tag() == ((1 << 3) | NUM)) {
        id = in.number();
      } else {
        in.skip();
      }
    }
    return id;
  }

  private static AlarmChange alarm(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    int action = AlarmChange.GET;
    long memberId = 0;
    int type = 0;
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | NUM -> action = in.enumNumber();
        case (2 << 3) | NUM -> memberId = in.number();
        case (3 << 3) | NUM -> type = in.enumNumber();
        default -> in.skip();
      }
    }
    return new AlarmChange(action, memberId, type);
  }

  private static ClusterVersionSet clusterVersionSet(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    String version = "";
    while (in.nextField()) {
      if (in.tag() == ((1 << 3) | LEN)) {
        version = in.text();
      } else {
        in.skip();
      }
    }
    return new ClusterVersionSet(version);
  }

  private static DowngradeInfoSet downgradeInfoSet(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    boolean isEnabled = false;
    String version = "";
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | NUM -> isEnabled = in.bool();
        case (2 << 3) | LEN -> version = in.text();
        default -> in.skip();
      }
    }
    return new DowngradeInfoSet(isEnabled, version);
  }

  private static MemberAttributesSet memberAttributesSet(Bytes message) throws WireException {
    WireReader in = new WireReader(message);
    long memberId = 0;
    String name = "";
    List<String> clientUrls = new ArrayList<>();
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | NUM -> memberId = in.number();
        case (2 << 3) | LEN -> {
          WireReader attributes = new WireReader(in.bytes());
          while (attributes.nextField()) {
            switch (attributes.tag()) {
              case (1 << 3) | LEN -> name = attributes.text();
              case (2 << 3) | LEN -> clientUrls.add(attributes.text());
              default -> attributes.skip();
            }
          }
        }
        default -> in.skip();
      }
    }
    return new MemberAttributesSet(memberId, name, clientUrls);
  }
}
