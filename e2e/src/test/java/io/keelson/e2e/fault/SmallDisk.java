package io.keelson.e2e.fault;

import io.keelson.e2e.process.Folders;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A small file system of its own that can be filled up or slowed down. Needs root and Linux; the
 * exception at creation says what is missing. Close it when nobody uses it any more.
 */
public final class SmallDisk implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final Path THROTTLE = Path.of("/sys/fs/cgroup/blkio");

  private final Path folder = Folders.create("disk");
  private final Path mounted = folder.resolve("mounted");
  private final List<List<String>> undo = new ArrayList<>();
  private String device = "";

  private SmallDisk() {}

  /** In memory. */
  public static SmallDisk inMemory(int mebibytes) throws IOException {
    var disk = new SmallDisk();
    try {
      Files.createDirectory(disk.mounted);
      disk.mount(List.of("-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs"));
      return disk;
    } catch (IOException e) {
      disk.close();
      throw e;
    }
  }

  /** On a loop device, whose writes can be slowed down. */
  public static SmallDisk onLoop(int mebibytes) throws IOException {
    var disk = new SmallDisk();
    try {
      Files.createDirectory(disk.mounted);
      if (!Files.isDirectory(THROTTLE)) {
        throw new IOException("no control group for block devices at " + THROTTLE);
      }
      Path image = disk.folder.resolve("image");
      command(List.of("truncate", "-s", mebibytes + "M", image.toString()));
      command(List.of("mkfs.ext4", "-q", image.toString()));
      disk.device = command(List.of("losetup", "-f", "--show", image.toString())).strip();
      disk.undo.addFirst(List.of("losetup", "-d", disk.device));
      disk.mount(List.of("-t", "ext4", disk.device));
      return disk;
    } catch (IOException e) {
      disk.close();
      throw e;
    }
  }

  /** A folder on the disk that does not exist yet. */
  public Path dataDir() {
    return mounted.resolve("data");
  }

  /** Takes all space that is left. */
  public void fill() {
    byte[] chunk = new byte[CHUNK_BYTES];
    for (int size = CHUNK_BYTES; size > 0; size /= 2) {
      try (OutputStream out =
          Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        while (true) {
          out.write(chunk, 0, size);
        }
      } catch (IOException e) {
        // Full for pieces of this size.
      }
    }
  }

  /** Gives back what {@link #fill} took. */
  public void free() throws IOException {
    Files.deleteIfExists(filler());
  }

  /** Lets a process write only so many times per second to this disk, until it ends. */
  public void slow(long pid, int writesPerSecond) throws IOException {
    Path group = THROTTLE.resolve("keelson-e2e-" + pid);
    if (!Files.exists(group)) {
      Files.createDirectory(group);
      undo.addFirst(List.of("rmdir", group.toString()));
    }
    String number = command(List.of("lsblk", "-dno", "MAJ:MIN", device)).strip();
    write(group.resolve("blkio.throttle.write_iops_device"), number + " " + writesPerSecond);
    write(group.resolve("cgroup.procs"), Long.toString(pid));
  }

  /** Ends the slowness of a process. */
  public void restoreSpeed(long pid) throws IOException {
    write(THROTTLE.resolve("cgroup.procs"), Long.toString(pid));
  }

  private void mount(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(arguments);
    command.add(mounted.toString());
    command(command);
    undo.addFirst(List.of("umount", mounted.toString()));
  }

  private Path filler() {
    return mounted.resolve("filler");
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text + "\n");
  }

  private static String command(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output.strip());
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    List<IOException> failures = new ArrayList<>();
    for (List<String> command : undo) {
      try {
        command(command);
      } catch (IOException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw new UncheckedIOException(failures.getFirst()); // and nothing is deleted
    }
    Folders.delete(folder);
  }
}
