package io.keelson.node.restore;

import io.keelson.bytes.Bytes;
import io.keelson.node.bolt.BoltBucket;
import io.keelson.node.bolt.BoltCursor;
import io.keelson.node.bolt.BoltFile;
import io.keelson.node.members.Downgrade;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Upstream's schema in a bbolt file: everything but the keys themselves. */
final class EtcdDatabase {
  static final String ALARM = "alarm";
  static final String CLUSTER = "cluster";
  static final String KEY = "key";
  static final String LEASE = "lease";
  static final String MEMBERS = "members";
  static final String MEMBERS_REMOVED = "members_removed";
  static final String META = "meta";

  static final String CONSISTENT_INDEX = "consistent_index";
  static final String TERM = "term";
  static final String CONF_STATE = "confState";
  static final String SCHEDULED_COMPACTION = "scheduledCompactRev";
  static final String FINISHED_COMPACTION = "finishedCompactRev";
  static final String STORAGE_VERSION = "storageVersion";
  static final String CLUSTER_VERSION = "clusterVersion";
  static final String DOWNGRADE = "downgrade";

  private static final int MEMBERS_MAX = 1000;
  private static final int REMOVED_MAX = 1_000_000;
  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.\\d{1,9}");

  private final BoltFile file;

  EtcdDatabase(BoltFile file) {
    this.file = file;
  }

  static byte[] name(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  /** Rows of a bucket, or null if the file has no such bucket. */
  @Nullable BoltCursor rows(String bucket) throws IOException {
    BoltBucket found = file.bucket(name(bucket));
    return found == null ? null : found.cursor();
  }

  /** Value of a key, or null. */
  byte @Nullable [] get(String bucket, String key) throws IOException {
    BoltCursor rows = rows(bucket);
    boolean isThere =
        rows != null && rows.seek(name(key)) && rows.keyBytes().equals(Bytes.utf8(key));
    return isThere && rows != null ? rows.value() : null;
  }

  private @Nullable String text(String bucket, String key) throws IOException {
    byte @Nullable [] value = get(bucket, key);
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  /** A number of 8 bytes, 0 if absent. */
  private long number(String key) throws IOException {
    byte @Nullable [] value = get(META, key);
    if (value == null) {
      return 0;
    }
    if (value.length != 8) {
      throw new RestoreException(key + " has " + value.length + " bytes instead of 8");
    }
    return ByteBuffer.wrap(value).getLong();
  }

  /** Log index of the last entry whose effects the file holds. */
  long consistentIndex() throws IOException {
    return number(CONSISTENT_INDEX);
  }

  /** Term of that entry; 0 in files of versions before 3.5. */
  long term() throws IOException {
    return number(TERM);
  }

  /** Main revision of a compaction mark, −1 if absent. */
  long compaction(String key) throws IOException {
    byte @Nullable [] value = get(META, key);
    return value == null ? -1 : RevisionKey.decode(Bytes.wrap(value)).main();
  }

  /** Revision up to which history is given up, whether its rows are gone or not; −1 for none. */
  long compactRevision() throws IOException {
    return Math.max(compaction(SCHEDULED_COMPACTION), compaction(FINISHED_COMPACTION));
  }

  /** Version of the schema, null in files of 3.5. */
  @Nullable String storageVersion() throws IOException {
    return text(META, STORAGE_VERSION);
  }

  /** Version that the members agreed on, or null. */
  @Nullable String clusterVersion() throws IOException {
    return text(CLUSTER, CLUSTER_VERSION);
  }

  /** The last main revision among the rows of bucket {@code key}, 0 if there are none. */
  long lastRevision() throws IOException {
    BoltCursor rows = rows(KEY);
    long last = 0;
    while (rows != null && rows.next()) {
      last = Math.max(last, RevisionKey.decode(rows.keyBytes()).main());
    }
    return last;
  }

  /** The members in ascending order of id. */
  List<Member> members() throws IOException {
    List<Member> members = new ArrayList<>();
    BoltCursor rows = rows(MEMBERS);
    while (rows != null && rows.next()) {
      if (members.size() == MEMBERS_MAX) {
        throw new RestoreException("more than " + MEMBERS_MAX + " members");
      }
      try {
        members.add(MemberCodec.decode(rows.valueBytes()));
      } catch (IllegalArgumentException e) {
        throw new RestoreException("the member " + rows.keyBytes().utf8() + " is damaged", e);
      }
    }
    members.sort(Comparator.comparing(Member::id, Long::compareUnsigned));
    return members;
  }

  /** Ids of members that were removed, ascending. */
  List<Long> removedMembers() throws IOException {
    List<Long> removed = new ArrayList<>();
    BoltCursor rows = rows(MEMBERS_REMOVED);
    while (rows != null && rows.next()) {
      try {
        removed.add(Long.parseUnsignedLong(rows.keyBytes().utf8(), 16));
      } catch (NumberFormatException e) {
        throw new RestoreException("a removed member has no id", e);
      }
      if (removed.size() > REMOVED_MAX) {
        throw new RestoreException("more than " + REMOVED_MAX + " removed members");
      }
    }
    removed.sort(Long::compareUnsigned);
    return removed;
  }

  /** Whether the members were on their way back to an older version. */
  Downgrade downgrade() throws IOException {
    byte @Nullable [] value = get(CLUSTER, DOWNGRADE);
    try {
      return value == null ? Downgrade.NONE : Downgrade.decode(value);
    } catch (IllegalArgumentException e) {
      throw new RestoreException("the state of the downgrade is damaged", e);
    }
  }

  /**
   * Refuses a file with what this build does not know.
   *
   * @param newest the newest version of schema and cluster that this build speaks
   */
  void checkSupported(String newest) throws IOException {
    checkVersion(newest);
    checkAuth();
  }

  /** Refuses what is no database of etcd's, or of a newer version. */
  void checkVersion(String newest) throws IOException {
    if (file.bucket(name(META)) == null) {
      throw new RestoreException("the file has no bucket \"meta\": it is not etcd's database");
    }
    for (@Nullable String found : new @Nullable String[] {storageVersion(), clusterVersion()}) {
      if (found != null && versionNumber(found) > versionNumber(newest)) {
        throw new RestoreException(
            "version \"" + found + "\" is not supported, the newest is \"" + newest + "\"");
      }
    }
  }

  /** Whether users are asked for. */
  boolean isAuthEnabled() throws IOException {
    byte @Nullable [] auth = get("auth", "authEnabled");
    return auth != null && auth.length == 1 && auth[0] == 1;
  }

  /** Refuses a database with users. */
  void checkAuth() throws IOException {
    if (isAuthEnabled()) {
      throw new RestoreException(
          "authentication is enabled in this database, which this build cannot take over: turn it"
              + " off with 'etcdctl auth disable' and take the snapshot again, or wait for a"
              + " release with authentication");
    }
  }

  /** Major and minor as one number for comparison. */
  static int versionNumber(String version) throws RestoreException {
    Matcher matcher = VERSION.matcher(version);
    if (!matcher.matches()) {
      throw new RestoreException("\"" + version + "\" is not a version");
    }
    return Integer.parseInt(matcher.group(1)) * 10_000 + Integer.parseInt(matcher.group(2));
  }
}
