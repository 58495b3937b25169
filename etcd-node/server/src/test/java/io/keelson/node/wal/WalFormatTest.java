package io.keelson.node.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.bytes.Bytes;
import io.keelson.node.disk.SimDisk;
import io.keelson.raft.ConfState;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import io.keelson.raft.HardState;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** The bytes on disk against those of upstream. */
final class WalFormatTest {
  // A one-member restore by upstream 3.6: peer-protocol.md, section 13.
  private static final String RESTORE_3_6 =
      """
      0400000000000084 0804 1000 00000000
      1f00000000000081 0801 10e48c85b909 1a15 08da8da3e2c6d187a99801 10dcc18fb5b2b2cb9029 00
      0e00000000000082 0805 10f8ece0d60b 1a04 08001000 0000
      6e00000000000082 0802 10d48685e60d 1a64 080110011801225c 0800100018da8da3e2c6d187a99801224b
      7b226964223a31303937353836383833303331363238333631302c227065657255524c73223a5b22687474703a
      2f2f31302e302e302e313a32333830225d2c226e616d65223a226d31227d 0000
      1900000000000087 0803 10a9ee8fb50e 1a0f 0801 10da8da3e2c6d187a99801 1801 00000000000000
      1d00000000000083 0805 10ae85bb8704 1a13 080110011a0d 08da8da3e2c6d187a99801 2800 000000
      """;

  // A fresh member of 3.7.1: the type of a normal entry is not written.
  private static final String FRESH_3_7 =
      """
      0400000000000084 0804 1000 00000000
      1f00000000000081 0801 10c0eee05a 1a16 088df2f48ec1f7a6d7bd01 10aaf4e5f599f3ebe7d101 00
      0d00000000000083 0805 10b6f7e458 1a04 08001000 000000
      6e00000000000082 0802 109687c8de06 1a64 080110011801225c 1000188df2f48ec1f7a6d7bd01224d
      7b226964223a3133363638303333313531313731393031373039
      2c227065657255524c73223a5b22687474703a2f2f3132372e302e302e313a3233383031225d2c
      226e616d65223a226d31227d 0000
      1000000000000000 0803 1089d5d88701 1a06 080110001801
      1900000000000087 0803 10f6d6e1df09 1a0f 0802 108df2f48ec1f7a6d7bd01 1801 00000000000000
      0e00000000000082 0802 108bfbd4d60d 1a04 10021802 0000
      """;

  @Test
  void writesTheVectorOf36() throws IOException {
    byte[] expected = hex(RESTORE_3_6);
    byte[] confChange = Arrays.copyOfRange(expected, 0x50 + 8 + 18, 0xc8 - 2);
    WalMetadata metadata = WalFixture.METADATA;
    long node = metadata.nodeId();

    SimDisk disk = WalFixture.disk();
    WalConfig config = WalFixture.config(4096);
    Wal wal = Wal.create(disk, config, metadata);
    Entry entry = new Entry(EntryType.CONF_CHANGE, 1, 1, Bytes.wrap(confChange));
    wal.append(new HardState(1, node, 1), List.of(entry));
    wal.saveSnapshot(new WalSnapshot(1, 1, ConfState.ofVoters(List.of(node))));
    wal.sync();
    wal.close();

    byte[] content = disk.content(WalFixture.first(config));
    assertThat(content).startsWith(expected).hasSize(4096);
    assertThat(Arrays.copyOfRange(content, expected.length, 4096)).containsOnly(0);
  }

  @Test
  void writesAndReadsTheVectorOf37() throws IOException {
    byte[] expected = hex(FRESH_3_7);
    byte[] confChange = Arrays.copyOfRange(expected, 0x50 + 8 + 18, 0xc8 - 2);
    WalMetadata metadata = new WalMetadata(0xbdae9bbc11dd390dL, 0xd1cfaf999eb97a2aL);
    Entry entry = new Entry(EntryType.CONF_CHANGE, 1, 1, Bytes.wrap(confChange));
    Entry empty = new Entry(EntryType.NORMAL, 2, 2, Bytes.EMPTY);
    HardState last = new HardState(2, metadata.nodeId(), 1);

    SimDisk disk = WalFixture.disk();
    WalConfig config = WalFixture.config(4096);
    Wal wal = Wal.create(disk, config, metadata);
    wal.append(new HardState(1, 0, 1), List.of(entry));
    wal.append(last, List.of());
    wal.append(null, List.of(empty));
    wal.sync();
    wal.close();
    assertThat(disk.content(WalFixture.first(config))).startsWith(expected);

    WalContents contents = WalReader.read(disk, config, WalSnapshot.NONE);
    assertThat(contents.metadata()).isEqualTo(metadata);
    assertThat(contents.hardState()).isEqualTo(last);
    assertThat(contents.entries()).containsExactly(entry, empty);
    assertThat(contents.snapshots()).containsExactly(WalSnapshot.NONE);
    assertThat(contents.lastIndex()).isEqualTo(2);
    assertThat(contents.endOffset()).isEqualTo(expected.length);
    assertThat(contents.damage()).isNull();
  }

  @Test
  void chainTakesAnyValue() {
    SplittableRandom random = new SplittableRandom(1);
    byte[] data = new byte[1000];
    random.nextBytes(data);
    CRC32C whole = new CRC32C();
    whole.update(data);
    for (int cut = 0; cut <= data.length; cut++) {
      CRC32C head = new CRC32C();
      head.update(data, 0, cut);
      Crc32cChain chain = new Crc32cChain();
      chain.set((int) head.getValue());
      assertThat(chain.value()).isEqualTo((int) head.getValue());
      chain.update(data, cut, data.length - cut);
      assertThat(chain.value()).isEqualTo((int) whole.getValue());
    }
  }

  @Test
  void numbersAreAsLongAsTheyMustBe() throws MalformedRecordException {
    for (int bits = 0; bits <= 64; bits++) {
      long value = bits == 0 ? 0 : 1L << (bits - 1);
      for (long near : new long[] {value - 1, value, value + 1}) {
        ProtoWriter writer = new ProtoWriter();
        writer.varintField(3, near);
        assertThat(writer.length()).isEqualTo(1 + ProtoWriter.varintBytes(near));
        ProtoReader reader = new ProtoReader(writer.array(), 0, writer.length());
        assertThat(reader.tag()).isEqualTo(3 << 3);
        assertThat(reader.varint()).isEqualTo(near);
        assertThat(reader.hasMore()).isFalse();
      }
    }
  }

  @Test
  void readsWhatOtherVersionsWrite() throws MalformedRecordException {
    byte[] typed = HexFormat.of().parseHex("080010021803");
    assertThat(RecordCodec.decodeEntry(typed, 0, typed.length))
        .isEqualTo(new Entry(EntryType.NORMAL, 2, 3, Bytes.EMPTY));
    byte[] packed = HexFormat.of().parseHex("080510011a0a0a0301020312010428" + "01");
    assertThat(RecordCodec.decodeSnapshot(packed, 0, packed.length))
        .isEqualTo(
            new WalSnapshot(
                5, 1, new ConfState(List.of(1L, 2L, 3L), List.of(4L), List.of(), List.of(), true)));
  }

  @Test
  void keepsEveryPartOfAConfiguration() throws IOException {
    ConfState joint =
        new ConfState(List.of(1L, -2L), List.of(3L), List.of(4L, 5L), List.of(6L), true);
    SimDisk disk = WalFixture.disk();
    WalConfig config = WalFixture.config(4096);
    Entry leave = new Entry(EntryType.CONF_CHANGE_V2, 1, 2, Bytes.EMPTY);
    try (Wal wal = Wal.create(disk, config, WalFixture.METADATA)) {
      wal.append(WalFixture.state(1, 2), List.of(WalFixture.entry(1, 1, 0), leave));
      wal.saveSnapshot(new WalSnapshot(2, 1, joint));
    }
    assertThat(WalReader.validSnapshots(disk, config))
        .containsExactly(WalSnapshot.NONE, new WalSnapshot(2, 1, joint));
    assertThat(WalReader.read(disk, config, WalSnapshot.NONE).entries().getLast()).isEqualTo(leave);
  }

  @Test
  void refusesDataOfAnotherType() {
    assertMalformed("080110021803"); // a hard state as an entry
    assertMalformed("10021800");
    assertMalformed("0803100218032200");
    assertMalformed("1002180322054142");
    assertMalformed("10ffffffffffffffffffff011803");
    byte[] entry = HexFormat.of().parseHex("100218032200");
    assertThatThrownBy(() -> RecordCodec.decodeHardState(entry, 0, entry.length))
        .isInstanceOf(MalformedRecordException.class);
    assertThatThrownBy(() -> RecordCodec.decodeMetadata(entry, 0, entry.length))
        .isInstanceOf(MalformedRecordException.class);
    assertThatThrownBy(() -> RecordCodec.decodeSnapshot(entry, 0, entry.length))
        .isInstanceOf(MalformedRecordException.class);
  }

  @Test
  void namesSegmentsAsUpstream() {
    SegmentName name = new SegmentName(0x1f, 0xabcdefL);
    assertThat(name).hasToString("000000000000001f-0000000000abcdef.wal");
    assertThat(SegmentName.parse(name.toString())).isEqualTo(name);
    for (String other : List.of("0.tmp", name + ".broken", "x" + name.toString().substring(1))) {
      assertThat(SegmentName.parse(other)).isNull();
    }
  }

  private static void assertMalformed(String entry) {
    byte[] bytes = HexFormat.of().parseHex(entry);
    assertThatThrownBy(() -> RecordCodec.decodeEntry(bytes, 0, bytes.length))
        .isInstanceOf(MalformedRecordException.class);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }
}
