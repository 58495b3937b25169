package io.keelson.node.snapshot;

import io.keelson.node.bolt.BucketSource;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import io.keelson.node.members.MemberTable;
import io.keelson.node.mvcc.StoreMarks;
import io.keelson.raft.ConfState;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The store as the ten buckets of upstream's backend. */
final class UpstreamSchema {
  /** What a store starts with that never had users. */
  private static final long FIRST_AUTH_REVISION = 1;

  private UpstreamSchema() {}

  /** All buckets in ascending order of name. */
  static List<BucketSource> buckets(View view) {
    return List.of(
        new TableBucket("alarm", view, Table.ALARM),
        new FixedBucket("auth").with("authRevision", number(FIRST_AUTH_REVISION)),
        new FixedBucket("authRoles"),
        new FixedBucket("authUsers"),
        cluster(view),
        new HistoryBucket(view),
        new TableBucket("lease", view, Table.LEASE),
        new TableBucket("members", view, Table.MEMBER),
        new TableBucket("members_removed", view, Table.REMOVED_MEMBER),
        meta(view));
  }

  private static BucketSource cluster(View view) {
    FixedBucket cluster = new FixedBucket("cluster");
    @Nullable String version = MemberTable.clusterVersion(view);
    byte @Nullable [] downgrade = MemberTable.downgradeJson(view);
    if (downgrade != null) {
      cluster.with("downgrade", downgrade);
    }
    return version == null ? cluster : cluster.with("clusterVersion", version);
  }

  private static BucketSource meta(View view) {
    StoreMarks marks = StoreMarks.read(view);
    FixedBucket meta =
        new FixedBucket("meta")
            .with("consistent_index", number(marks.applied().index()))
            .with("term", number(marks.applied().term()))
            .with("confState", json(MemberTable.confState(view)));
    if (marks.scheduledCompactRevision() >= 0) {
      meta.with("scheduledCompactRev", StoreMarks.upstreamForm(marks.scheduledCompactRevision()));
    }
    if (marks.finishedCompactRevision() >= 0) {
      meta.with("finishedCompactRev", StoreMarks.upstreamForm(marks.finishedCompactRevision()));
    }
    String storageVersion = storageVersion(view);
    return storageVersion.isEmpty() ? meta : meta.with("storageVersion", storageVersion);
  }

  /**
   * Version of the schema: that of the cluster from 3.6 on; before, upstream did not write one and
   * must not find one.
   */
  static String storageVersion(View view) {
    @Nullable String version = MemberTable.clusterVersion(view);
    if (version == null) {
      return "";
    }
    String[] parts = version.split("\\.", 3);
    int major = Integer.parseInt(parts[0]);
    int minor = Integer.parseInt(parts[1]);
    return major > 3 || (major == 3 && minor >= 6) ? version : "";
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private static String json(ConfState state) {
    StringJoiner fields = new StringJoiner(",", "{", "}");
    addIds(fields, "voters", state.voters());
    addIds(fields, "learners", state.learners());
    addIds(fields, "voters_outgoing", state.votersOutgoing());
    addIds(fields, "learners_next", state.learnersNext());
    return fields.add("\"auto_leave\":" + state.autoLeave()).toString();
  }

  private static void addIds(StringJoiner fields, String name, List<Long> ids) {
    if (!ids.isEmpty()) {
      fields.add(
          ids.stream()
              .map(Long::toUnsignedString)
              .collect(Collectors.joining(",", "\"" + name + "\":[", "]")));
    }
  }
}
