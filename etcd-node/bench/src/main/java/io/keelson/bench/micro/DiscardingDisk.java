package io.keelson.bench.micro;

import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import io.keelson.node.disk.DiskLock;
import io.keelson.node.disk.RealDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The real disk until told otherwise; from then on its files take all and keep nothing. */
final class DiscardingDisk implements Disk {
  private final Disk real = new RealDisk();
  private boolean isDiscarding;

  void discard() {
    isDiscarding = true;
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    return new DiscardingFile(real.create(file));
  }

  @Override
  public DiskFile openReadWrite(Path file) throws IOException {
    return new DiscardingFile(real.openReadWrite(file));
  }

  @Override
  public DiskFile openReadOnly(Path file) throws IOException {
    return real.openReadOnly(file);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return real.list(directory);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    real.createDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    real.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    real.delete(path);
  }

  @Override
  public boolean exists(Path path) {
    return real.exists(path);
  }

  @Override
  public long size(Path file) throws IOException {
    return real.size(file);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    real.syncDirectory(directory);
  }

  @Override
  public DiskLock lock(Path file) throws IOException {
    return real.lock(file);
  }

  @Override
  public long usableSpace(Path path) throws IOException {
    return real.usableSpace(path);
  }

  private final class DiscardingFile implements DiskFile {
    private final DiskFile file;

    DiscardingFile(DiskFile file) {
      this.file = file;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      if (isDiscarding) {
        source.position(source.limit());
      } else {
        file.write(source, position);
      }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public void sync() throws IOException {
      if (!isDiscarding) {
        file.sync();
      }
    }

    @Override
    public void syncAll() throws IOException {
      if (!isDiscarding) {
        file.syncAll();
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      if (!isDiscarding) {
        file.truncate(size);
      }
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
