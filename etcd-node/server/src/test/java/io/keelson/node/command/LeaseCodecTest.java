package io.keelson.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.command.Command.LeaseCheckpoint;
import io.keelson.node.command.Command.LeaseCheckpoint.Remaining;
import io.keelson.node.command.Command.LeaseGrant;
import io.keelson.node.command.Command.LeaseRevoke;
import io.keelson.proto.etcdserverpb.LeaseTimeToLiveRequest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Entries as they were found in upstream's logs, and messages as generated classes write them. */
final class LeaseCodecTest {
  private static final long REQUEST_ID = 0x6820a1f893509504L;
  private static final String HEADER = "a2060a08" + "84aac29a89bfa89068";

  private static String hex(Bytes bytes) {
    return HexFormat.of().formatHex(bytes.toArray());
  }

  private static Bytes bytes(String hex) {
    return Bytes.wrap(HexFormat.of().parseHex(hex));
  }

  private static void isEncodedAs(Bytes entry, String hex, Command command) throws WireException {
    assertThat(hex(entry)).isEqualTo(hex);
    assertThat(CommandCodec.decode(bytes(hex)))
        .isEqualTo(new CommandCodec.Decoded(REQUEST_ID, command));
  }

  @Test
  void grant() throws WireException {
    LeaseGrant grant = new LeaseGrant(123, 100);
    isEncodedAs(CommandCodec.encodeLeaseGrant(REQUEST_ID, grant), "42040864107b" + HEADER, grant);
  }

  @Test
  void grantWithNegativeNumbers() throws WireException {
    LeaseGrant grant = new LeaseGrant(-7, -1);
    assertThat(CommandCodec.decode(CommandCodec.encodeLeaseGrant(1, grant)).command())
        .isEqualTo(grant);
  }

  @Test
  void revoke() throws WireException {
    LeaseRevoke revoke = new LeaseRevoke(123);
    isEncodedAs(CommandCodec.encodeLeaseRevoke(REQUEST_ID, revoke), "4a02087b" + HEADER, revoke);
  }

  @Test
  void checkpoint() throws WireException {
    LeaseCheckpoint checkpoint =
        new LeaseCheckpoint(List.of(new Remaining(123, 100), new Remaining(5, 0)));
    isEncodedAs(
        CommandCodec.encodeLeaseCheckpoint(REQUEST_ID, checkpoint),
        "5a0a" + "0a04087b1064" + "0a020805" + HEADER,
        checkpoint);
  }

  @Test
  void timeToLive() throws WireException {
    byte[] message =
        LeaseTimeToLiveRequest.newBuilder().setID(-2).setKeys(true).build().toByteArray();
    assertThat(LeaseCodec.timeToLive(Bytes.wrap(message)))
        .isEqualTo(new LeaseCodec.TimeToLive(-2, true));
    assertThat(LeaseCodec.timeToLive(Bytes.EMPTY)).isEqualTo(new LeaseCodec.TimeToLive(0, false));
  }
}
