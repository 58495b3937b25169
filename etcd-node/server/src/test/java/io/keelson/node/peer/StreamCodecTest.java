package io.keelson.node.peer;

import static io.keelson.node.peer.MessageCodecTest.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.raft.EntryType;
import io.keelson.raft.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Streams as servers of all versions write them, cut anywhere, and streams that nobody wrote. */
final class StreamCodecTest {
  private static final long FROM = 0x267d1715913a9c64L;
  private static final long TO = 0x148eaf80f19dd000L;

  private static List<Message> read(StreamDecoder decoder, Bytes bytes, int pieceBytes)
      throws WireException {
    List<Message> messages = new ArrayList<>();
    for (int at = 0; at < bytes.length(); at += pieceBytes) {
      Bytes piece = bytes.slice(at, Math.min(pieceBytes, bytes.length() - at));
      decoder.read(
          Unpooled.wrappedBuffer(piece.array(), piece.offset(), piece.length()), messages::add);
    }
    return messages;
  }

  private static Bytes bytes(ByteBuf buffer) {
    byte[] all = new byte[buffer.readableBytes()];
    buffer.readBytes(all);
    buffer.release();
    return Bytes.wrap(all);
  }

  @Test
  void linkHeartbeatsAreLeftOut() throws WireException {
    Bytes old =
        hex("000000000000001e 0808 1000 1800 2000 2800 3000 4000 4a0a12080a0228001000180050005800");
    assertThat(read(new MessageStreamDecoder(), old, 7)).isEmpty();
    ByteBuf own = Unpooled.buffer();
    new MessageStreamEncoder().heartbeat(own);
    Bytes written = bytes(own);
    assertThat(written).isEqualTo(hex("0000000000000006 0808 1000 1800"));
    assertThat(read(new MessageStreamDecoder(), written, 14)).isEmpty();
    assertThat(read(new AppStreamDecoder(FROM, TO), hex("00 00 00"), 1)).isEmpty();
  }

  @Test
  void readsHeartbeatsFromTheMessageStream() throws WireException {
    Bytes young =
        hex("000000000000001c 0808 10bdcbd6caee8aa0f48201 18c7eedbb0fde6e9cb5c 2002 408901");
    for (int piece = 1; piece <= young.length(); piece++) {
      List<Message> read = read(new MessageStreamDecoder(), young, piece);
      assertThat(read).hasSize(1);
      assertThat(read.getFirst().commit()).isEqualTo(137);
    }
  }

  @Test
  void readsShortMessagesAfterAFullOne() throws WireException {
    // A message of term 2 that reaches index 138, and then what 3.5 and 3.7 sent.
    Message first = PeerFixture.append(FROM, TO, 2, 137, 1, 3);
    ByteBuf out = Unpooled.buffer();
    new AppStreamEncoder().encode(first, out);
    String full = java.util.HexFormat.of().formatHex(bytes(out).toArray());
    Bytes stream =
        hex(
            full
                + "01 0000000000000001 0000000000000021 0800 1002 188b01 2218"
                + "22090a036b303112027631a2060a088b9bc6ec88bfa88f17 000000000000008b"
                + "00"
                + "01 0000000000000000 000000000000008c");
    for (int piece : new int[] {1, 2, 3, 8, 50, 10_000}) {
      List<Message> read = read(new AppStreamDecoder(FROM, TO), stream, piece);
      assertThat(read).hasSize(3);
      assertThat(read.get(0)).isEqualTo(first);
      Message second = read.get(1);
      assertThat(List.of(second.from(), second.to(), second.index(), second.commit()))
          .isEqualTo(List.of(FROM, TO, 138L, 139L));
      assertThat(List.of(second.term(), second.logTerm())).isEqualTo(List.of(2L, 2L));
      assertThat(second.entries()).hasSize(1);
      assertThat(second.entries().getFirst().index()).isEqualTo(139);
      assertThat(second.entries().getFirst().data().utf8()).contains("k01");
      assertThat(read.get(2).index()).isEqualTo(139);
      assertThat(read.get(2).commit()).isEqualTo(140);
    }
  }

  @Test
  void readsACompactionOfTheNewest() throws WireException {
    Message first = PeerFixture.append(FROM, TO, 2, 137, 0, 0);
    ByteBuf out = Unpooled.buffer();
    new AppStreamEncoder().encode(first, out);
    String full = java.util.HexFormat.of().formatHex(bytes(out).toArray());
    Bytes stream =
        hex(
            full
                + "01 0000000000000001 000000000000001b 1002 188a01 2214"
                + "3a0408721001a2060b088a95f1ee88bfe8a3f701 0000000000000089");
    Message second = read(new AppStreamDecoder(FROM, TO), stream, 5).get(1);
    assertThat(second.entries().getFirst().type()).isEqualTo(EntryType.NORMAL);
    assertThat(second.entries().getFirst().index()).isEqualTo(138);
    assertThat(second.commit()).isEqualTo(137);
  }

  @Test
  void anEmptyShortMessageOfAFreshStream() throws WireException {
    Message read =
        read(new AppStreamDecoder(FROM, TO), hex("01 0000000000000000 0000000000000009"), 17)
            .getFirst();
    assertThat(List.of(read.index(), read.commit())).isEqualTo(List.of(0L, 9L));
  }

  @Test
  void whatIsWrittenIsReadHoweverItIsCut() throws WireException {
    Random random = new Random(3);
    for (int round = 0; round < 50; round++) {
      List<Message> sent = new ArrayList<>();
      ByteBuf out = Unpooled.buffer();
      var encoder = new AppStreamEncoder();
      long index = random.nextInt(100);
      long term = 1;
      for (int i = 0; i < 30; i++) {
        if (random.nextInt(6) == 0) {
          term++;
        }
        if (random.nextInt(6) == 0) {
          index = random.nextInt(100);
        }
        int count = random.nextInt(4);
        Message message = PeerFixture.append(FROM, TO, term, index, count, random.nextInt(300));
        index += count;
        sent.add(message);
        encoder.encode(message, out);
        if (random.nextInt(5) == 0) {
          encoder.heartbeat(out);
        }
      }
      Bytes stream = bytes(out);
      assertThat(read(new AppStreamDecoder(FROM, TO), stream, 1 + random.nextInt(500)))
          .isEqualTo(sent);
    }
  }

  @Test
  void shortMessagesAreShort() {
    var encoder = new AppStreamEncoder();
    ByteBuf out = Unpooled.buffer();
    encoder.encode(PeerFixture.append(FROM, TO, 2, 137, 1, 3), out);
    int full = out.readableBytes();
    encoder.encode(PeerFixture.append(FROM, TO, 2, 138, 1, 3), out);
    assertThat(out.getByte(0)).isEqualTo(AppStreamEncoder.FULL);
    assertThat(out.getByte(full)).isEqualTo(AppStreamEncoder.ENTRIES);
    out.release();
  }

  @Test
  void hugeLengthsAreRefusedOrCostNothing() throws WireException {
    assertThatThrownBy(() -> read(new MessageStreamDecoder(), hex("0000000040000000 08"), 9))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> read(new MessageStreamDecoder(), hex("ffffffffffffffff"), 8))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> read(new AppStreamDecoder(FROM, TO), hex("01 00ffffffffffffff"), 9))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> read(new AppStreamDecoder(FROM, TO), hex("03"), 1))
        .isInstanceOf(WireException.class);
    var frames = new FrameReader(StreamDecoder.MESSAGE_BYTES_MAX);
    ByteBuf claim = Unpooled.buffer();
    claim.writeLong(500L << 20).writeZero(100_000);
    assertThat(frames.read(claim)).isNull();
    assertThat(frames.heldBytes()).isLessThan(1 << 20);
    claim.release();
  }

  @Test
  void anyBytesGiveMessagesOrARefusal() {
    Random random = new Random(4);
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(200)];
      random.nextBytes(bytes);
      bytes[0] = (byte) random.nextInt(4);
      for (int at = 1; at < Math.min(8, bytes.length); at++) {
        bytes[at] = 0;
      }
      for (StreamDecoder decoder :
          List.of(new MessageStreamDecoder(), new AppStreamDecoder(FROM, TO))) {
        try {
          read(decoder, Bytes.wrap(bytes), 1 + random.nextInt(200));
        } catch (WireException malformed) {
          refused++;
        }
      }
    }
    assertThat(refused).isPositive();
  }
}
