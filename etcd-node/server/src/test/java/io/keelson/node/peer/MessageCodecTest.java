package io.keelson.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.bytes.WireWriter;
import io.keelson.raft.ConfState;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import io.keelson.raft.Message;
import io.keelson.raft.SnapshotMeta;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as servers of all versions write them, and bytes that nobody wrote. */
final class MessageCodecTest {
  static Bytes hex(String text) {
    return Bytes.wrap(HexFormat.of().parseHex(text.replace(" ", "")));
  }

  private static Message decode(String text) throws WireException {
    return MessageCodec.decode(hex(text)).message();
  }

  @Test
  void readsHeartbeatsOfAllVersions() throws WireException {
    Message old =
        decode(
            "0808 1080a0f78c8ff0abc714 18e4b8ea89d9e2c5be26 2002 2800 3000 4009"
                + "4a0a12080a0228001000180050005800");
    assertThat(old)
        .isEqualTo(
            message(Message.Type.HEARTBEAT, 0x148eaf80f19dd000L, 0x267d1715913a9c64L, 2, 0, 0, 9));
    Message middle =
        decode(
            "0808 1089f09de1e1eaf09bb201 1887a1ecb0f5d4dab969 2002 2800 3000 4000"
                + "5000 5800 6800");
    assertThat(middle.type()).isEqualTo(Message.Type.HEARTBEAT);
    assertThat(middle.term()).isEqualTo(2);
    Message young = decode("0808 10bdcbd6caee8aa0f48201 18c7eedbb0fde6e9cb5c 2002 408901");
    assertThat(young.commit()).isEqualTo(137);
  }

  @Test
  void readsVotes() throws WireException {
    Message middle =
        decode(
            "0811 109df6aa98c7c6b9e9f401 18abbb91f9b1f3cabd7c 2003 2802 300c 4000 50005800 6800");
    assertThat(middle.type()).isEqualTo(Message.Type.PRE_VOTE);
    assertThat(List.of(middle.term(), middle.logTerm(), middle.index()))
        .isEqualTo(List.of(3L, 2L, 12L));
    Message young = decode("0811 108ad496ee90a09ff825 18abbb91f9b1f3cabd7c 2003 2802 300c");
    assertThat(young.index()).isEqualTo(12);
  }

  /** The newest servers leave zeros out, and so do we: byte for byte the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0808 10bdcbd6caee8aa0f48201 18c7eedbb0fde6e9cb5c 2002 408901",
        "0811 108ad496ee90a09ff825 18abbb91f9b1f3cabd7c 2003 2802 300c"
      })
  void writesAsTheNewestDo(String bytes) throws WireException {
    assertThat(MessageCodec.encode(decode(bytes))).isEqualTo(hex(bytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 11, 12, 19, 20, 21, 22, 23, 24, 1000})
  void refusesKindsThatDoNotTravel(int type) {
    var out = new WireWriter(16);
    out.requiredVarintField(1, type);
    assertThatThrownBy(() -> MessageCodec.decode(out.toBytes())).isInstanceOf(WireException.class);
  }

  @Test
  void refusesWhatCanOnlyBeALie() {
    for (int field : new int[] {4, 5, 6, 8, 11}) {
      var out = new WireWriter(16);
      out.varintField(1, Message.Type.HEARTBEAT.number());
      out.varintField(field, -1);
      assertThatThrownBy(() -> MessageCodec.decode(out.toBytes()))
          .isInstanceOf(WireException.class);
    }
    assertThatThrownBy(() -> MessageCodec.decodeEntry(hex("0803 1001 1801")))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> MessageCodec.decode(Bytes.EMPTY)).isInstanceOf(WireException.class);
    assertThatThrownBy(() -> decode("0803 3005 3a041002 1807"))
        .as("entry 7 after index 5")
        .isInstanceOf(WireException.class);
  }

  @Test
  void passesOverUnknownFields() throws WireException {
    Message read = decode("0808 2002 7200 9a0603616263 6805 a10600000000000000aa 408901");
    assertThat(read.commit()).isEqualTo(137);
  }

  @Test
  void entriesShareTheInput() throws WireException {
    Bytes input = MessageCodec.encode(PeerFixture.append(1, 2, 3, 4, 2, 100));
    for (Entry entry : MessageCodec.decode(input).message().entries()) {
      assertThat(entry.data().array()).isSameAs(input.array());
    }
  }

  @Test
  void snapshotsAlwaysCarryTheirMetadata() throws WireException {
    var meta =
        new SnapshotMeta(
            77, 5, new ConfState(List.of(1L, -2L), List.of(3L), List.of(4L), List.of(5L), true));
    Message sent =
        new Message(Message.Type.SNAP, 7, 8, 5, 0, 0, List.of(), 0, false, 0, Bytes.EMPTY, meta);
    var read = MessageCodec.decode(MessageCodec.encode(sent, Bytes.utf8("{}")));
    assertThat(read.message()).isEqualTo(sent);
    assertThat(read.membership()).isEqualTo(Bytes.utf8("{}"));
    Message empty =
        new Message(
            Message.Type.SNAP,
            7,
            8,
            5,
            0,
            0,
            List.of(),
            0,
            false,
            0,
            Bytes.EMPTY,
            new SnapshotMeta(0, 0, ConfState.EMPTY));
    assertThat(HexFormat.of().formatHex(MessageCodec.encode(empty).toArray()))
        .as("snapshot, metadata and configuration are written though empty")
        .contains("4a0a12080a02280010001800");
    assertThat(MessageCodec.decode(MessageCodec.encode(empty)).message()).isEqualTo(empty);
  }

  @Test
  void whatIsWrittenIsRead() throws WireException {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      Message sent = random(random);
      assertThat(MessageCodec.decode(MessageCodec.encode(sent)).message()).isEqualTo(sent);
    }
  }

  @Test
  void anyBytesGiveAMessageOrARefusal() {
    Random random = new Random(2);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = MessageCodec.encode(random(random)).toArray();
      int changes = 1 + random.nextInt(4);
      for (int c = 0; c < changes && bytes.length > 0; c++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        MessageCodec.decode(Bytes.wrap(bytes, 0, random.nextInt(bytes.length + 1)));
        read++;
      } catch (WireException malformed) {
        refused++;
      }
    }
    assertThat(read).isPositive();
    assertThat(refused).isPositive();
  }

  static Message random(Random random) {
    Message.Type[] types = Message.Type.values();
    Message.Type type = types[random.nextInt(types.length)];
    long index = random.nextInt(1000);
    List<Entry> entries =
        random.nextBoolean()
            ? List.of()
            : List.of(entry(random, index + 1), entry(random, index + 2), entry(random, index + 3));
    return new Message(
        type,
        random.nextLong(),
        random.nextLong(),
        random.nextLong() >>> 1,
        random.nextInt(3),
        index,
        entries,
        random.nextInt(1000),
        random.nextBoolean(),
        random.nextInt(5),
        random.nextBoolean() ? Bytes.EMPTY : Bytes.utf8("context"),
        type == Message.Type.SNAP
            ? new SnapshotMeta(
                random.nextInt(9), random.nextInt(9), ConfState.ofVoters(List.of(1L, 2L)))
            : null);
  }

  private static Entry entry(Random random, long index) {
    byte[] data = new byte[random.nextInt(40)];
    random.nextBytes(data);
    EntryType[] types = EntryType.values();
    return new Entry(
        types[random.nextInt(types.length)], random.nextInt(5), index, Bytes.wrap(data));
  }

  private static Message message(
      Message.Type type, long to, long from, long term, long logTerm, long index, long commit) {
    return new Message(
        type, to, from, term, logTerm, index, List.of(), commit, false, 0, Bytes.EMPTY, null);
  }
}
