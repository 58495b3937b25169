package io.keelson.backup.store;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of a mounted volume. Objects are files, which grow under another name and are on the
 * disk before they get theirs.
 */
public final class FileStore implements Store {
  private static final String PART = ".part";

  /** What is written is handed to the disk this often, so that the end need not wait for it all. */
  private static final long FLUSH_BYTES = 64L << 20;

  private final Path mount;
  private final Path folder;
  private final String name;

  /**
   * A folder, made when first needed.
   *
   * @param mount where the volume is mounted; must exist
   * @param prefix folder within it, empty or ending in a slash
   * @param name of the volume, for people
   */
  public FileStore(Path mount, String prefix, String name) throws BackupException {
    if (!Files.isDirectory(mount)) {
      throw new BackupException(
          Reason.BUCKET_MISSING,
          "no volume is mounted at " + mount + ": check that the claim exists and can be bound");
    }
    this.mount = mount;
    this.folder = mount.resolve(prefix);
    this.name = name.isEmpty() ? mount.toString() : name;
  }

  @Override
  public String uri(String key) {
    return "pvc://" + name + "/" + mount.relativize(folder.resolve(key));
  }

  private Path path(String key) {
    return folder.resolve(key);
  }

  private static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + PART);
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " is the root");
    }
    return parent;
  }

  @Override
  public Upload create(String key) throws BackupException {
    Path file = path(key);
    try {
      makeFolders(parent(file));
      Path part = part(file);
      FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      return new FileUpload(channel, part, file);
    } catch (IOException e) {
      throw failure(e, "write " + uri(key));
    }
  }

  /** Makes folders whose names are durable. */
  private void makeFolders(Path wanted) throws IOException {
    if (Files.isDirectory(wanted)) {
      return;
    }
    if (!wanted.equals(mount)) {
      makeFolders(parent(wanted));
    }
    Files.createDirectories(wanted);
    sync(parent(wanted));
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static final class FileUpload extends Upload {
    private final FileChannel channel;
    private final Path part;
    private final Path file;
    private long unflushed;
    private boolean isCommitted;

    FileUpload(FileChannel channel, Path part, Path file) {
      this.channel = channel;
      this.part = part;
      this.file = file;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      try {
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        unflushed += length;
        if (unflushed >= FLUSH_BYTES) {
          unflushed = 0;
          channel.force(false);
        }
      } catch (IOException e) {
        throw failure(e, "write " + part);
      }
    }

    @Override
    public void commit() throws IOException {
      try {
        channel.force(true);
        channel.close();
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        sync(parent(file));
        isCommitted = true;
      } catch (IOException e) {
        throw failure(e, "finish " + file);
      }
    }

    @Override
    public void close() {
      if (isCommitted) {
        return;
      }
      try {
        channel.close();
        Files.deleteIfExists(part);
      } catch (IOException e) {
        // Its name says what it is, and the next attempt or a deletion removes it.
      }
    }
  }

  @Override
  public void put(String key, byte[] content) throws BackupException {
    try (Upload upload = create(key)) {
      upload.write(content, 0, content.length);
      upload.commit();
    } catch (IOException e) {
      throw failure(e, "write " + uri(key));
    }
  }

  @Override
  public Optional<InputStream> open(String key) throws BackupException {
    try {
      return Optional.of(Files.newInputStream(path(key)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure(e, "read " + uri(key));
    }
  }

  @Override
  public Optional<byte[]> get(String key, int bytesMax) throws BackupException {
    Optional<InputStream> found = open(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = found.get()) {
      return Optional.of(Stores.small(in, bytesMax, uri(key)));
    } catch (IOException e) {
      throw failure(e, "read " + uri(key));
    }
  }

  @Override
  public void delete(String key) throws BackupException {
    Path file = path(key);
    try {
      Files.deleteIfExists(file);
      removeEmptyFolders(parent(file));
    } catch (IOException e) {
      throw failure(e, "delete " + uri(key));
    }
  }

  private void removeEmptyFolders(Path from) throws IOException {
    Path at = from;
    while (at.startsWith(folder) && !at.equals(folder) && !at.equals(mount)) {
      try (Stream<Path> inside = Files.isDirectory(at) ? Files.list(at) : Stream.empty()) {
        if (inside.findAny().isPresent()) {
          return;
        }
      }
      Files.deleteIfExists(at);
      at = parent(at);
    }
  }

  @Override
  public void removeLeftovers(String keyPrefix) throws BackupException {
    Path parent = parent(path(keyPrefix));
    String start = String.valueOf(path(keyPrefix).getFileName());
    if (!Files.isDirectory(parent)) {
      return;
    }
    try (Stream<Path> files = Files.list(parent)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String found = String.valueOf(file.getFileName());
        if (found.startsWith(start) && found.endsWith(PART)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw failure(e, "tidy " + parent);
    }
    try {
      removeEmptyFolders(parent);
    } catch (IOException e) {
      throw failure(e, "tidy " + parent);
    }
  }

  @Override
  public List<Item> list(String keyPrefix, int most) throws BackupException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Item> items = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        String key = folder.relativize(file).toString();
        if (key.startsWith(keyPrefix) && !key.endsWith(PART) && items.size() < most) {
          items.add(new Item(key, Files.size(file)));
        }
      }
    } catch (IOException e) {
      throw failure(e, "list " + folder);
    }
    return items;
  }

  private static BackupException failure(IOException e, String what) {
    @Nullable BackupException known = BackupException.in(e);
    if (known != null) {
      return known;
    }
    String text = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    String lower = String.valueOf(text).toLowerCase(Locale.ROOT);
    Reason reason;
    String remedy;
    if (lower.contains("no space left") || lower.contains("quota exceeded")) {
      reason = Reason.TARGET_FULL;
      remedy = "enlarge the volume or delete old backups";
    } else if (lower.contains("read-only")) {
      reason = Reason.TARGET_READ_ONLY;
      remedy = "mount the volume so that it can be written";
    } else if (e instanceof AccessDeniedException || lower.contains("permission denied")) {
      reason = Reason.CREDENTIALS_REJECTED;
      remedy = "let the group of the pod write to the volume";
    } else if (e instanceof NotDirectoryException) {
      reason = Reason.BUCKET_MISSING;
      remedy = "name another path";
    } else {
      reason = Reason.UPLOAD_FAILED;
      remedy = "look after the volume";
    }
    return new BackupException(
        reason, "cannot %s: %s: %s".formatted(what, BackupException.text(e), remedy), e);
  }

  @Override
  public void close() {
    // Holds nothing open.
  }
}
