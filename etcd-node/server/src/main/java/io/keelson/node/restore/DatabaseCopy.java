package io.keelson.node.restore;

import io.keelson.node.bolt.BoltFile;
import io.keelson.node.bolt.BoltWriter;
import io.keelson.node.bolt.BucketSource;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * A database file made out of another, some buckets edited. All of upstream's buckets are there.
 */
final class DatabaseCopy {
  private static final int BUFFER_BYTES = 1 << 18;
  private static final List<String> BUCKETS =
      List.of(
          EtcdDatabase.ALARM,
          "auth",
          "authRoles",
          "authUsers",
          EtcdDatabase.CLUSTER,
          EtcdDatabase.KEY,
          EtcdDatabase.LEASE,
          EtcdDatabase.MEMBERS,
          EtcdDatabase.MEMBERS_REMOVED,
          EtcdDatabase.META);
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final BoltFile source;
  private final TreeMap<String, EditedBucket> buckets = new TreeMap<>();

  DatabaseCopy(BoltFile source) throws IOException {
    this.source = source;
    for (byte[] name : source.bucketNames()) {
      bucket(new String(name, StandardCharsets.ISO_8859_1));
    }
    BUCKETS.forEach(this::bucket);
  }

  /** A bucket to edit. */
  EditedBucket bucket(String name) {
    return buckets.computeIfAbsent(name, each -> new EditedBucket(source, each));
  }

  /** Gives a bucket none of the source's rows. */
  EditedBucket clear(String name) {
    EditedBucket empty = new EditedBucket(null, name);
    buckets.put(name, empty);
    return empty;
  }

  /** Writes the file, durable but for its name. */
  void writeTo(Path target, boolean withHash) throws IOException {
    MessageDigest digest = SnapshotFile.sha256();
    List<BucketSource> sources = new ArrayList<>(buckets.values());
    try (FileChannel file =
            FileChannel.open(
                target, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE);
        BoltWriter writer = new BoltWriter(sources, source.pageSize())) {
      OutputStream plain = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER_BYTES);
      DigestOutputStream out = new DigestOutputStream(plain, digest);
      writer.writeTo(out);
      if (withHash) {
        plain.write(digest.digest());
      }
      plain.flush();
      file.force(true);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
