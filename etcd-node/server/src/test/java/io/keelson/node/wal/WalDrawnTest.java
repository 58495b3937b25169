package io.keelson.node.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.node.disk.SimDisk;
import io.keelson.raft.ConfState;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import io.keelson.raft.HardState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Drawn lives of a log against a list. Each is drawn from a seed, which a failure names. */
final class WalDrawnTest {
  private static final int LIVES = 300;
  private static final int INPUTS = 2000;
  private static final int DAMAGED_LOGS = 1000;

  /** What is done with one drawn seed. */
  private interface Drawn {
    void run(Random random) throws IOException, MalformedRecordException;
  }

  private static void forSeeds(int count, Drawn drawn) {
    for (int seed = 0; seed < count; seed++) {
      try {
        drawn.run(new Random(seed));
      } catch (IOException | MalformedRecordException | RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void returnsWhatWasAppended() {
    forSeeds(LIVES, WalDrawnTest::live);
  }

  private static void live(Random random) throws IOException {
    int steps = 1 + random.nextInt(60);
    WalConfig config = WalFixture.config(8L * (64 + random.nextInt(1000)));
    SimDisk disk = WalFixture.disk();
    WalMetadata metadata = new WalMetadata(random.nextLong(), random.nextLong());
    Wal wal = Wal.create(disk, config, metadata);
    List<Entry> entries = new ArrayList<>();
    HardState state = HardState.EMPTY;
    for (int step = 0; step < steps; step++) {
      List<Entry> batch = batch(random, entries);
      HardState next = random.nextInt(3) == 0 ? null : state(random);
      state = next == null ? state : next;
      wal.append(next, batch);
      switch (random.nextInt(8)) {
        case 0 -> {
          wal.close();
          WalRecovery recovery = Wal.open(disk, config, WalSnapshot.NONE);
          assertThat(recovery.metadata()).isEqualTo(metadata);
          assertThat(recovery.entries()).isEqualTo(entries);
          assertThat(recovery.hardState()).isEqualTo(state);
          assertThat(recovery.repair()).isNull();
          wal = recovery.wal();
        }
        case 1 -> wal.rollIfDue();
        case 2 -> {
          if (wal.needsPrepared()) {
            wal.offerPrepared(new SegmentPreparer(disk, config).prepare());
          }
        }
        default -> wal.sync();
      }
    }
    wal.close();
    WalContents contents = WalReader.read(disk, config, WalSnapshot.NONE);
    assertThat(contents.entries()).isEqualTo(entries);
    assertThat(contents.hardState()).isEqualTo(state);
    assertThat(contents.damage()).isNull();
  }

  @Test
  void codecsReturnWhatWasEncoded() {
    forSeeds(LIVES, WalDrawnTest::encodeAndDecode);
  }

  private static void encodeAndDecode(Random random) throws MalformedRecordException {
    ProtoWriter writer = new ProtoWriter();
    WalMetadata metadata = new WalMetadata(random.nextLong(), random.nextLong());
    RecordCodec.encode(metadata, writer);
    assertThat(RecordCodec.decodeMetadata(writer.array(), 0, writer.length())).isEqualTo(metadata);
    writer.clear();
    HardState state = state(random);
    RecordCodec.encode(state, writer);
    assertThat(RecordCodec.decodeHardState(writer.array(), 0, writer.length())).isEqualTo(state);
    writer.clear();
    ConfState confState =
        new ConfState(ids(random), ids(random), ids(random), ids(random), random.nextBoolean());
    WalSnapshot snapshot =
        new WalSnapshot(1 + random.nextInt(1 << 30), random.nextInt(1 << 30), confState);
    RecordCodec.encode(snapshot, writer);
    assertThat(RecordCodec.decodeSnapshot(writer.array(), 0, writer.length())).isEqualTo(snapshot);
  }

  /** Any bytes are a value or refused, by a declared exception. */
  @Test
  void decodersRefuseWhatTheyCannotRead() {
    forSeeds(INPUTS, random -> decode(bytes(random)));
  }

  /** Short inputs, in which small bytes are frequent: tags and lengths that make sense. */
  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 256 : 24)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(random.nextBoolean() ? 64 : 256);
    }
    return bytes;
  }

  private static void decode(byte[] bytes) {
    refuses(() -> RecordCodec.decodeMetadata(bytes, 0, bytes.length));
    refuses(() -> RecordCodec.decodeHardState(bytes, 0, bytes.length));
    refuses(() -> RecordCodec.decodeEntry(bytes, 0, bytes.length));
    refuses(() -> RecordCodec.decodeSnapshot(bytes, 0, bytes.length));
  }

  /** Any file is a log or refused, within memory that the file's length bounds. */
  @Test
  void readerRefusesWhatIsNoLog() {
    forSeeds(DAMAGED_LOGS, WalDrawnTest::readDamaged);
  }

  private static void readDamaged(Random random) throws IOException {
    SimDisk disk = WalFixture.disk();
    WalConfig config = WalFixture.write(disk, 3, 40);
    byte[] content = disk.content(WalFixture.first(config));
    int changes = 1 + random.nextInt(8);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(random.nextBoolean() ? 512 : content.length);
      content[at] = (byte) random.nextInt();
    }
    disk.replace(WalFixture.first(config), content);
    try {
      WalContents contents = WalReader.read(disk, config, WalSnapshot.NONE);
      assertThat(contents.entries().size()).isLessThanOrEqualTo(3);
    } catch (WalCorruptException e) {
      assertThat(e.offset()).isBetween(0L, 1000L);
    }
  }

  /** A decoder at work. */
  private interface Decoding {
    Object decode() throws MalformedRecordException;
  }

  private static void refuses(Decoding decoding) {
    try {
      assertThat(decoding.decode()).isNotNull();
    } catch (MalformedRecordException e) {
      assertThat(e).hasMessageMatching(".+");
    }
  }

  /** Some entries that follow or overwrite those in the list, which is changed accordingly. */
  private static List<Entry> batch(Random random, List<Entry> entries) {
    int count = random.nextInt(4);
    long term = entries.isEmpty() ? 1 : entries.getLast().term() + random.nextInt(2);
    if (count > 0 && !entries.isEmpty() && random.nextInt(5) == 0) {
      entries.subList(random.nextInt(entries.size()), entries.size()).clear();
    }
    List<Entry> batch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] data = new byte[random.nextInt(random.nextInt(20) == 0 ? 9000 : 200)];
      random.nextBytes(data);
      EntryType type = EntryType.ofNumber(random.nextInt(10) == 0 ? 1 : 0);
      int offset = data.length == 0 ? 0 : random.nextInt(data.length);
      Bytes slice = Bytes.wrap(data, offset, data.length - offset);
      Entry entry = new Entry(type, term, entries.size() + 1, slice);
      entries.add(entry);
      batch.add(entry);
    }
    return batch;
  }

  private static HardState state(Random random) {
    return new HardState(1 + random.nextInt(1000), random.nextLong(), random.nextInt(1 << 20));
  }

  private static List<Long> ids(Random random) {
    return random.longs(random.nextInt(4)).boxed().toList();
  }
}
