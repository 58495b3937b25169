package io.keelson.node.restore;

import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The file {@code member/format}: which form the store has. */
public final class StoreFormat {
  /** What this build writes. */
  public static final String TEXT = "keelson store format 1\n";

  private StoreFormat() {}

  /** The file in a member's folder. */
  public static Path file(Path member) {
    return member.resolve("format");
  }

  /** Creates the file, whole or not at all. */
  public static void write(Disk disk, Path member) throws IOException {
    Path temporary = member.resolve("format.tmp");
    try (DiskFile created = disk.create(temporary)) {
      created.write(ByteBuffer.wrap(TEXT.getBytes(StandardCharsets.UTF_8)), 0);
      created.syncAll();
    }
    disk.rename(temporary, file(member));
    disk.syncDirectory(member);
  }
}
