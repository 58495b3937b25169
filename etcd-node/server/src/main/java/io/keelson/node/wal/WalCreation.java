package io.keelson.node.wal;

import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import io.keelson.node.disk.DiskLock;
import io.keelson.raft.HardState;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/** Makes a new log: all in a temporary folder, which then gets its name in one step. */
final class WalCreation {
  private WalCreation() {}

  static Wal create(Disk disk, WalConfig config, WalMetadata metadata) throws IOException {
    Path directory = config.directory();
    if (Wal.exists(disk, directory)) {
      throw new FileAlreadyExistsException(directory.toString());
    }
    Path temporary = config.temporaryDirectory();
    deleteFolder(disk, temporary);
    disk.createDirectories(temporary);
    SegmentName name = new SegmentName(0, 0);
    RecordEncoder encoder = new RecordEncoder(new Crc32cChain(), config.recordBytesMax());
    encoder.header(metadata);
    encoder.snapshot(WalSnapshot.NONE);
    SegmentWriter tail = null;
    DiskFile file = disk.create(name.in(temporary));
    try {
      int headerBytes = encoder.bufferedBytes();
      file.write(encoder.flip(), 0);
      encoder.clear();
      long fileBytes = SegmentWriter.writeAhead(file, headerBytes, 0, config.segmentBytes());
      file.syncAll();
      disk.syncDirectory(temporary);
      publish(disk, config);
      DiskLock lock = disk.lock(name.in(directory));
      tail = new SegmentWriter(name, file, lock, config.segmentBytes(), headerBytes, fileBytes);
      PersistedMark mark = PersistedMark.open(disk, config.persistedFile(), metadata, 0, tail);
      LogState state = new LogState(metadata, HardState.EMPTY, 0);
      return new Wal(disk, config, state, encoder, tail, mark);
    } catch (IOException e) {
      if (tail == null) {
        file.close();
      } else {
        tail.close();
      }
      throw e;
    }
  }

  private static void publish(Disk disk, WalConfig config) throws IOException {
    // The mark of a log that was here before must not speak of this one.
    if (disk.exists(config.persistedFile())) {
      disk.delete(config.persistedFile());
      disk.syncDirectory(PersistedMark.folderOf(config.persistedFile()));
    }
    deleteFolder(disk, config.directory());
    disk.rename(config.temporaryDirectory(), config.directory());
    disk.syncDirectory(PersistedMark.folderOf(config.directory()));
  }

  /** Deletes what an interrupted creation left. */
  static void deleteFolder(Disk disk, Path folder) throws IOException {
    if (!disk.exists(folder)) {
      return;
    }
    for (String name : disk.list(folder)) {
      disk.delete(folder.resolve(name));
    }
    disk.delete(folder);
  }
}
