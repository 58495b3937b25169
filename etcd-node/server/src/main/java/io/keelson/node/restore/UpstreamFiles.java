package io.keelson.node.restore;

import io.keelson.bytes.Bytes;
import io.keelson.node.bolt.BoltFile;
import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberCodec;
import io.keelson.node.members.MembershipJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Writes what upstream's restore puts into {@code member/snap}. */
final class UpstreamFiles {
  private final Disk disk;
  private final Path snap;

  UpstreamFiles(Disk disk, Path snap) {
    this.disk = disk;
    this.snap = snap;
  }

  /** The database with the new members; the rest is the snapshot's. */
  void writeDatabase(BoltFile source, NewCluster cluster, long bump) throws IOException {
    SnapshotStatus.of(source); // reads every row, and fails where one is damaged
    DatabaseCopy copy = new DatabaseCopy(source);
    copy.clear(EtcdDatabase.MEMBERS_REMOVED);
    EditedBucket members = copy.clear(EtcdDatabase.MEMBERS);
    for (Member member : cluster.members()) {
      members.set(
          EtcdDatabase.name(Long.toHexString(member.id())), MemberCodec.encode(member).toArray());
    }
    EditedBucket meta =
        copy.bucket(EtcdDatabase.META)
            .set(EtcdDatabase.name(EtcdDatabase.CONSISTENT_INDEX), number(cluster.index()))
            .set(EtcdDatabase.name(EtcdDatabase.TERM), number(NewCluster.TERM));
    if (bump > 0) {
      byte[] mark = bumped(source, bump);
      copy.bucket(EtcdDatabase.KEY).set(mark, new byte[0]);
      meta.set(EtcdDatabase.name(EtcdDatabase.SCHEDULED_COMPACTION), mark);
    }
    copy.writeTo(snap.resolve("db"), false);
  }

  private static byte[] bumped(BoltFile source, long bump) throws IOException {
    try {
      long last = new EtcdDatabase(source).lastRevision();
      return new RevisionKey(Math.addExact(last, bump), 0, false).encode();
    } catch (ArithmeticException e) {
      throw new RestoreException("--bump-revision is too large", e);
    }
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  /** The membership as versions up to 3.6 read it. */
  void writeSnap(NewCluster cluster) throws IOException {
    SnapFile file =
        new SnapFile(
            cluster.index(),
            NewCluster.TERM,
            cluster.confState(),
            new MembershipJson(cluster.members(), List.of(), null).encode());
    Bytes encoded = file.encode();
    try (DiskFile created = disk.create(snap.resolve(file.fileName()))) {
      created.write(encoded.buffer(), 0);
      created.syncAll();
    }
  }
}
