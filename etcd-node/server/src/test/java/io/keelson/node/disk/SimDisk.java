package io.keelson.node.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that can lose what was not synced and fail on demand. One thread.
 *
 * <p>{@link #crash} keeps all that was synced. Each unsynced sector of 512 bytes, truncation and
 * change of a directory is kept or lost by one call of {@link RandomGenerator#nextBoolean}, so a
 * test can also enumerate all outcomes. A failed sync leaves the content readable and never
 * durable, as Linux does.
 */
public final class SimDisk implements Disk {
  /** What is counted and can fail. */
  public enum Operation {
    CREATE,
    OPEN,
    LIST,
    CREATE_DIRECTORY,
    RENAME,
    DELETE,
    SYNC_DIRECTORY,
    LOCK,
    WRITE,
    READ,
    SYNC,
    TRUNCATE
  }

  /** How it fails. Faults that an operation does not know work as {@link #EIO}. */
  public enum Fault {
    EIO("Input/output error"),
    /** The machine stops before the call: for {@link #crash} to follow. */
    STOP("stopped"),
    ENOSPC("No space left on device"),
    /** Half of the bytes are written, then an error. */
    SHORT_WRITE("short write"),
    /** No error, one bit is wrong. */
    BIT_FLIP("");

    private final String message;

    Fault(String message) {
      this.message = message;
    }
  }

  /** One call as it was made. */
  public record Call(Operation operation, Path path) {}

  /** Decides call by call which fault a call has, if any. */
  @FunctionalInterface
  public interface FaultSource {
    /** The fault of the call that is about to be made, or null. */
    @Nullable Fault next(Operation operation, Path path);
  }

  private record Injection(@Nullable Operation operation, long call, Fault fault) {}

  private SimDirectory root = new SimDirectory();
  private final Set<Path> locks = new HashSet<>();
  private final List<Call> calls = new ArrayList<>();
  private final List<Injection> injections = new ArrayList<>();
  private @Nullable FaultSource faults;
  private int incarnation;

  /** From now on this decides about faults; calls are not recorded any more. */
  public void decideFaults(FaultSource source) {
    faults = source;
  }

  /** All calls so far, in order. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** How often an operation was called so far. */
  public long count(Operation operation) {
    return calls.stream().filter(call -> call.operation == operation).count();
  }

  /** Lets the nth next call (from 1) of an operation fail. */
  public void failAt(Operation operation, int nth, Fault fault) {
    injections.add(new Injection(operation, count(operation) + nth, fault));
  }

  /** Lets the nth next call (from 1) of any operation fail. */
  public void failAtCall(int nth, Fault fault) {
    injections.add(new Injection(null, calls.size() + (long) nth, fault));
  }

  /** Stops the machine and starts it again: open files are dead, locks and injections gone. */
  public void crash(RandomGenerator random) {
    root.crash(random);
    stopProcess();
  }

  /** Kills the process only: nothing is lost, but open files are dead and locks gone. */
  public void stopProcess() {
    incarnation++;
    locks.clear();
    injections.clear();
  }

  /** The same disk once more, without open files, locks, calls and injections. */
  public SimDisk copy() {
    SimDisk copy = new SimDisk();
    copy.root = root.copy();
    return copy;
  }

  /** The content of a file as a program sees it now. */
  public byte[] content(Path path) throws IOException {
    SimFile file = file(path);
    ByteBuffer content = ByteBuffer.allocate((int) file.size());
    file.read(0, content);
    return content.array();
  }

  /** Replaces the content of a file, durably; for damage. */
  public void replace(Path path, byte[] content) throws IOException {
    SimFile file = file(path);
    file.truncate(0);
    file.write(0, ByteBuffer.wrap(content));
    file.sync();
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    fail(Operation.CREATE, file);
    SimDirectory parent = parent(file);
    if (parent.get(name(file)) instanceof SimFile existing) {
      existing.truncate(0);
      return new Handle(existing, file, true);
    }
    SimFile created = new SimFile();
    parent.add(name(file), created);
    return new Handle(created, file, true);
  }

  @Override
  public DiskFile openReadWrite(Path file) throws IOException {
    fail(Operation.OPEN, file);
    return new Handle(file(file), file, true);
  }

  @Override
  public DiskFile openReadOnly(Path file) throws IOException {
    fail(Operation.OPEN, file);
    return new Handle(file(file), file, false);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    fail(Operation.LIST, directory);
    return directory(directory).names();
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    fail(Operation.CREATE_DIRECTORY, directory);
    SimDirectory at = root;
    for (Path part : directory) {
      if (at.get(part.toString()) == null) {
        at.add(part.toString(), new SimDirectory());
      }
      if (!(at.get(part.toString()) instanceof SimDirectory next)) {
        throw new IOException(directory + " is not a directory");
      }
      at = next;
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    fail(Operation.RENAME, from);
    SimDirectory parent = parent(from);
    if (parent(to) != parent) {
      throw new IOException("renames between directories are not simulated");
    }
    if (parent.get(name(from)) == null) {
      throw new NoSuchFileException(from.toString());
    }
    parent.rename(name(from), name(to));
  }

  @Override
  public void delete(Path path) throws IOException {
    fail(Operation.DELETE, path);
    SimNode node = node(path);
    if (node == null) {
      throw new NoSuchFileException(path.toString());
    }
    if (node instanceof SimDirectory directory && !directory.names().isEmpty()) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    parent(path).remove(name(path));
  }

  @Override
  public boolean exists(Path path) {
    return node(path) != null;
  }

  @Override
  public long size(Path file) throws IOException {
    return file(file).size();
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    SimDirectory node = directory(directory);
    Fault fault = next(Operation.SYNC_DIRECTORY, directory);
    if (fault == null) {
      node.sync();
      return;
    }
    if (fault != Fault.STOP) {
      node.failSync();
    }
    throw new IOException(directory + ": " + fault.message);
  }

  @Override
  public DiskLock lock(Path file) throws IOException {
    fail(Operation.LOCK, file);
    if (!locks.add(file)) {
      throw new DiskLockedException(file, "another process");
    }
    int taken = incarnation;
    return () -> {
      if (taken == incarnation) {
        locks.remove(file);
      }
    };
  }

  @Override
  public long usableSpace(Path path) {
    return Long.MAX_VALUE;
  }

  private SimFile file(Path path) throws IOException {
    if (node(path) instanceof SimFile file) {
      return file;
    }
    throw new NoSuchFileException(path.toString());
  }

  private SimDirectory directory(Path path) throws IOException {
    if (node(path) instanceof SimDirectory directory) {
      return directory;
    }
    throw new NoSuchFileException(path.toString());
  }

  private SimDirectory parent(Path path) throws IOException {
    Path parent = path.getParent();
    return parent == null ? root : directory(parent);
  }

  private @Nullable SimNode node(Path path) {
    SimNode at = root;
    for (Path part : path) {
      at = at instanceof SimDirectory directory ? directory.get(part.toString()) : null;
    }
    return at;
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private void fail(Operation operation, Path path) throws IOException {
    Fault fault = next(operation, path);
    if (fault != null) {
      throw new IOException(path + ": " + fault.message);
    }
  }

  /** Counts a call; the fault it has to have, if any. */
  private @Nullable Fault next(Operation operation, Path path) {
    if (faults != null) {
      return faults.next(operation, path);
    }
    calls.add(new Call(operation, path));
    for (Injection injection : injections) {
      long call = injection.operation == null ? calls.size() : count(operation);
      boolean applies = injection.operation == null || injection.operation == operation;
      if (applies && injection.call == call) {
        return injection.fault;
      }
    }
    return null;
  }

  /** An open file. */
  private final class Handle implements DiskFile {
    private final SimFile file;
    private final Path path;
    private final boolean isWritable;
    private final int opened = incarnation;
    private boolean isClosed;

    Handle(SimFile file, Path path, boolean isWritable) {
      this.file = file;
      this.path = path;
      this.isWritable = isWritable;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      checkOpen();
      if (!isWritable) {
        throw new IOException(path + " is open for reading only");
      }
      Fault fault = next(Operation.WRITE, path);
      if (fault == Fault.BIT_FLIP) {
        ByteBuffer flipped = ByteBuffer.allocate(source.remaining()).put(source).flip();
        int middle = flipped.limit() / 2;
        flipped.put(middle, (byte) (flipped.get(middle) ^ 0x10));
        file.write(position, flipped);
        return;
      }
      if (fault == Fault.SHORT_WRITE) {
        source.limit(source.position() + source.remaining() / 2);
        file.write(position, source);
      }
      if (fault != null) {
        throw new IOException(path + ": " + fault.message);
      }
      file.write(position, source);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      checkOpen();
      Fault fault = next(Operation.READ, path);
      if (fault != null && fault != Fault.BIT_FLIP) {
        throw new IOException(path + ": " + fault.message);
      }
      int start = target.position();
      int count = file.read(position, target);
      if (fault != null && count > 0) {
        int middle = start + count / 2;
        target.put(middle, (byte) (target.get(middle) ^ 0x10));
      }
      return count;
    }

    @Override
    public void sync() throws IOException {
      checkOpen();
      Fault fault = next(Operation.SYNC, path);
      if (fault == null) {
        file.sync();
        return;
      }
      if (fault != Fault.STOP) {
        file.failSync();
      }
      throw new IOException(path + ": " + fault.message);
    }

    @Override
    public void syncAll() throws IOException {
      sync();
    }

    @Override
    public void truncate(long size) throws IOException {
      checkOpen();
      fail(Operation.TRUNCATE, path);
      file.truncate(size);
    }

    @Override
    public long size() throws IOException {
      checkOpen();
      return file.size();
    }

    @Override
    public void close() {
      isClosed = true;
    }

    private void checkOpen() throws IOException {
      if (isClosed || opened != incarnation) {
        throw new IOException(path + " was closed");
      }
    }
  }
}
