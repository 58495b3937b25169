package io.keelson.node.wal;

import io.keelson.bytes.Bytes;
import io.keelson.node.disk.Disk;
import io.keelson.node.disk.SimDisk;
import io.keelson.raft.ConfState;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import io.keelson.raft.HardState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** What the tests of the log share. */
final class WalFixture {
  static final Path MEMBER = Path.of("/member");
  static final WalMetadata METADATA = new WalMetadata(0x98521e8c6c48c6daL, 0x29212d9326a3e0dcL);
  static final int RECORD_BYTES_MAX = 1 << 20;

  private WalFixture() {}

  static SimDisk disk() {
    try {
      SimDisk disk = new SimDisk();
      disk.createDirectories(MEMBER);
      disk.syncDirectory(Path.of("/"));
      return disk;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static WalConfig config(long segmentBytes) {
    return new WalConfig(
        MEMBER.resolve("wal"), MEMBER.resolve("wal.persisted"), segmentBytes, RECORD_BYTES_MAX);
  }

  static Path first(WalConfig config) {
    return new SegmentName(0, 0).in(config.directory());
  }

  /** A normal entry with data that depends on its position and contains no zero. */
  static Entry entry(long term, long index, int bytes) {
    SplittableRandom random = new SplittableRandom(term * 1_000_003 + index);
    byte[] data = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      data[i] = (byte) (1 + random.nextInt(255));
    }
    return new Entry(EntryType.NORMAL, term, index, Bytes.wrap(data));
  }

  static WalSnapshot snapshot(long index, long term) {
    return new WalSnapshot(index, term, ConfState.ofVoters(List.of(METADATA.nodeId())));
  }

  static HardState state(long term, long commit) {
    return new HardState(term, METADATA.nodeId(), commit);
  }

  /** A synced log of one segment: entries 1 to a count of the given length, term 1. */
  static WalConfig write(Disk disk, int count, int bytes) throws IOException {
    WalConfig config = config(1 << 16);
    Wal wal = Wal.create(disk, config, METADATA);
    for (int i = 1; i <= count; i++) {
      wal.append(state(1, i), List.of(entry(1, i, bytes)));
    }
    wal.sync();
    wal.close();
    return config;
  }
}
