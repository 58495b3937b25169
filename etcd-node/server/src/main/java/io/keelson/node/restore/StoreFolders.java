package io.keelson.node.restore;

import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which folder in a member's folder is its store. That is {@code store}, until a state machine was
 * received from the leader: such a one is built in {@code store-<index>.receiving}, becomes {@code
 * store-<index>} when it is complete and durable, and takes the other's place when the file {@code
 * store.current} names it. No folder of an open store ever gets another name.
 *
 * <p>The order that makes this safe: complete folder, then the log's record of the snapshot with a
 * hard state that covers it, then {@code store.current}, then the old folder is deleted. So a
 * complete folder that the log names is where the member goes on after a crash ({@link #recover}),
 * and everything else beside the current store is a leftover. Not for several threads at once,
 * except that folders of different indexes may be built and moved at any time.
 */
public final class StoreFolders {
  private static final String FIRST = "store";
  private static final String POINTER = "store.current";
  private static final String POINTER_UNFINISHED = "store.current.tmp";
  private static final int POINTER_BYTES_MAX = 64;
  private static final String UNFINISHED = ".receiving";
  private static final Pattern RECEIVED = Pattern.compile("store-[0-9a-f]{16}");
  private static final Pattern LEFTOVER =
      Pattern.compile(
          "store|store-[0-9a-f]{16}|(store|db)-[0-9a-f]{16}\\.receiving|store\\.current\\.tmp");

  private final Disk disk;
  private final Path member;

  /** For a member's folder. Nothing is read or written yet. */
  public StoreFolders(Disk disk, Path member) {
    this.disk = disk;
    this.member = member;
  }

  /**
   * The folder of the store, whether it exists or not.
   *
   * @throws RestoreException if the file that names it is damaged
   */
  public Path current() throws IOException {
    return member.resolve(currentName());
  }

  private String currentName() throws IOException {
    Path pointer = member.resolve(POINTER);
    if (!disk.exists(pointer)) {
      return FIRST;
    }
    ByteBuffer content = ByteBuffer.allocate(POINTER_BYTES_MAX);
    try (DiskFile file = disk.openReadOnly(pointer)) {
      file.read(content, 0);
    }
    String name = new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
    if (!name.endsWith("\n") || !RECEIVED.matcher(name.strip()).matches()) {
      throw new RestoreException(pointer + " does not name a store");
    }
    return name.strip();
  }

  /**
   * Whether there is a store.
   *
   * @throws RestoreException if one is named that is not there
   */
  public boolean isPresent() throws IOException {
    Path current = current();
    boolean isThere = disk.exists(current);
    if (!isThere && disk.exists(member.resolve(POINTER))) {
      throw new RestoreException(
          member.resolve(POINTER) + " names the store " + current + ", which is missing");
    }
    return isThere;
  }

  /** Where the store of a received state machine is built. */
  public Path receiving(long index) {
    return member.resolve(name(index) + UNFINISHED);
  }

  /** Where the database file of a received state machine is kept until its store is built. */
  public Path receivingFile(long index) {
    return member.resolve("db-%016x".formatted(index) + UNFINISHED);
  }

  /** Where a received state machine is when it is complete. */
  public Path received(long index) {
    return member.resolve(name(index));
  }

  private static String name(long index) {
    return "store-%016x".formatted(index);
  }

  /** Gives a complete and durable folder its name; that is durable on return. */
  public void complete(long index) throws IOException {
    disk.rename(receiving(index), received(index));
    disk.syncDirectory(member);
  }

  /** Makes a complete folder the store; durable on return. The old one is left as it is. */
  public void switchTo(long index) throws IOException {
    if (!disk.exists(received(index))) {
      throw new RestoreException("the received store " + received(index) + " is missing");
    }
    Path unfinished = member.resolve(POINTER_UNFINISHED);
    byte[] content = (name(index) + "\n").getBytes(StandardCharsets.UTF_8);
    try (DiskFile file = disk.create(unfinished)) {
      file.write(ByteBuffer.wrap(content), 0);
      file.syncAll();
    }
    disk.rename(unfinished, member.resolve(POINTER));
    disk.syncDirectory(member);
  }

  /** Whether there is a complete folder that is not the store: a crash may have cut a switch. */
  public boolean mustRecover() throws IOException {
    String current = currentName();
    for (String name : disk.list(member)) {
      if (RECEIVED.matcher(name).matches() && !name.equals(current)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Ends a switch that a crash cut, then deletes leftovers. Before the store is opened.
   *
   * @param newestIndex index of the newest snapshot record that counts in the log, 0 if there is
   *     none; matters only if {@link #mustRecover}
   * @return whether a received store has taken its place
   */
  public boolean recover(long newestIndex) throws IOException {
    boolean isSwitched =
        !name(newestIndex).equals(currentName()) && disk.exists(received(newestIndex));
    if (isSwitched) {
      switchTo(newestIndex);
    }
    deleteLeftovers();
    return isSwitched;
  }

  private void deleteLeftovers() throws IOException {
    String current = currentName();
    List<String> leftovers = new ArrayList<>();
    for (String name : disk.list(member)) {
      if (LEFTOVER.matcher(name).matches() && !name.equals(current)) {
        leftovers.add(name);
      }
    }
    for (String name : leftovers) {
      delete(member.resolve(name));
    }
    if (!leftovers.isEmpty()) {
      disk.syncDirectory(member);
    }
  }

  /** Deletes a file, or a folder with the files in it, if it is there. */
  private void delete(Path path) throws IOException {
    if (!disk.exists(path)) {
      return;
    }
    if (path.startsWith(member.resolve(POINTER_UNFINISHED)) || isDatabase(path)) {
      disk.delete(path);
      return;
    }
    for (String name : disk.list(path)) {
      disk.delete(path.resolve(name));
    }
    disk.delete(path);
  }

  private static boolean isDatabase(Path path) {
    return path.getFileName().toString().startsWith("db-");
  }

  /** Deletes what was received for an index, complete or not, unless it is the store. */
  public void discard(long index) throws IOException {
    delete(receiving(index));
    delete(receivingFile(index));
    if (!name(index).equals(currentName())) {
      delete(received(index));
    }
  }
}
