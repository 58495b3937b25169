package io.keelson.node.members;

import io.keelson.bytes.Bytes;
import io.keelson.node.agent.Latest;
import io.keelson.node.command.Refusal;
import io.keelson.node.engine.Batch;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import io.keelson.raft.ConfChange;
import io.keelson.raft.ConfChangeV2;
import io.keelson.raft.ConfState;
import io.keelson.raft.confchange.Configuration;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The members, the configuration and the cluster version at the applied index. Changed by the apply
 * thread only, together with the store's batch; {@link #membership} is for any thread.
 */
public final class MemberTable {
  static final byte[] CLUSTER_VERSION = name("clusterVersion");
  static final byte[] CONF_STATE = name("confState");
  static final byte[] DOWNGRADE = name("downgrade");
  static final byte[] IDENTITY = name("identity");

  static final byte[] REMOVED = name("removed");

  private final TreeMap<Long, Member> members = new TreeMap<>(Long::compareUnsigned);
  private final TreeSet<Long> removed = new TreeSet<>(Long::compareUnsigned);
  private final ConfChangeRules rules;
  private final Latest<Membership> latest;
  private ConfState confState;
  private @Nullable String clusterVersion;
  private Downgrade downgrade;
  private final @Nullable Identity identity;

  /**
   * Reads the table.
   *
   * @param learnersMax learners allowed at a time, the same on all members
   */
  public MemberTable(View view, int learnersMax) {
    rules = new ConfChangeRules(learnersMax);
    byte @Nullable [] ids = view.get(Table.META, IDENTITY);
    identity = ids == null ? null : Identity.decode(ids);
    confState = confState(view);
    downgrade = downgrade(view);
    read(view);
    latest = new Latest<>(current());
  }

  /** The cluster as a store has it. Any thread. */
  public static Membership membership(View view) {
    return new MemberTable(view, 0).membership();
  }

  private void read(View view) {
    try (Cursor rows = view.cursor(Table.MEMBER, new byte[0], null, false)) {
      while (rows.next()) {
        Member member = MemberCodec.decode(Bytes.wrap(rows.value()));
        members.put(member.id(), member);
      }
    }
    try (Cursor rows = view.cursor(Table.REMOVED_MEMBER, new byte[0], null, false)) {
      while (rows.next()) {
        removed.add(Long.parseUnsignedLong(new String(rows.key(), StandardCharsets.UTF_8), 16));
      }
    }
    clusterVersion = clusterVersion(view);
    confState = confState(view);
    downgrade = downgrade(view);
  }

  /** The store was replaced by one of the same member: reads and publishes that. Apply thread. */
  public void reload(View view) {
    members.clear();
    removed.clear();
    read(view);
    latest.publish(current());
  }

  /** The JSON that upstream stores of a downgrade, null if there never was one. Any thread. */
  public static byte @Nullable [] downgradeJson(View view) {
    return view.get(Table.META, DOWNGRADE);
  }

  /** Version that the members of a store agree on, null before they do. Any thread. */
  public static @Nullable String clusterVersion(View view) {
    byte @Nullable [] version = view.get(Table.META, CLUSTER_VERSION);
    return version == null ? null : new String(version, StandardCharsets.UTF_8);
  }

  /** Whether the members of a store go back to an older version. Any thread. */
  public static Downgrade downgrade(View view) {
    byte @Nullable [] row = view.get(Table.META, DOWNGRADE);
    return row == null ? Downgrade.NONE : Downgrade.decode(row);
  }

  /** Configuration at the applied index of a store. Any thread. */
  public static ConfState confState(View view) {
    byte @Nullable [] conf = view.get(Table.META, CONF_STATE);
    return conf == null ? ConfState.EMPTY : ConfStateCodec.decode(conf);
  }

  /**
   * Whose data a store holds.
   *
   * @param memberId this member
   * @param clusterId its cluster
   */
  public record Identity(long memberId, long clusterId) {
    private static final int BYTES = 16;

    /** For messages to people. */
    public String describe() {
      return "member " + Long.toHexString(memberId) + " of cluster " + Long.toHexString(clusterId);
    }

    byte[] encode() {
      return ByteBuffer.allocate(BYTES).putLong(memberId).putLong(clusterId).array();
    }

    private static Identity decode(byte[] row) {
      ByteBuffer buffer = ByteBuffer.wrap(row);
      return new Identity(buffer.getLong(), buffer.getLong());
    }
  }

  /** Whose data the store held when it was opened; null if it was empty. */
  public @Nullable Identity identity() {
    return identity;
  }

  /** Writes whose data this is. */
  public void setIdentity(Identity owner, Batch batch) {
    batch.put(Table.META, IDENTITY, owner.encode());
  }

  /**
   * The cluster as applied.
   *
   * @param members in ascending order of id
   * @param removed ids of members that were removed, ascending; they never come back
   * @param clusterVersion version all members agree on, null before they do
   * @param downgrade whether they go back to an older one
   */
  public record Membership(
      List<Member> members,
      List<Long> removed,
      @Nullable String clusterVersion,
      Downgrade downgrade) {
    /** Copies the lists. */
    public Membership {
      members = List.copyOf(members);
      removed = List.copyOf(removed);
    }

    /** The member with an id, or null. */
    public @Nullable Member member(long id) {
      return members.stream().filter(member -> member.id() == id).findFirst().orElse(null);
    }

    /** Whether a member with this id was removed. */
    public boolean isRemoved(long id) {
      return removed.contains(id);
    }

    /** Whether this is a member that only receives. */
    public boolean isLearner(long id) {
      @Nullable Member member = member(id);
      return member != null && member.isLearner();
    }

    /** The members whose votes count, in ascending order of id. */
    public List<Member> voters() {
      return members.stream().filter(member -> !member.isLearner()).toList();
    }
  }

  private Membership current() {
    return new Membership(
        List.copyOf(members.values()), List.copyOf(removed), clusterVersion, downgrade);
  }

  /** The cluster as last published. Any thread. */
  public Membership membership() {
    return latest.get();
  }

  /** The configuration at the applied index. Apply thread, or before it starts. */
  public ConfState confState() {
    return confState;
  }

  /**
   * What a configuration change came to.
   *
   * @param change the change as Raft must take it: itself, or without effect when it was refused
   * @param refusal why it was refused, or null
   * @param before the member before the change, null if there was none
   * @param members all members after it
   */
  public record Decision(
      ConfChange change, @Nullable Refusal refusal, @Nullable Member before, List<Member> members) {
    /** Whether a member has left by it. */
    public boolean hasRemoved(long id) {
      return refusal == null
          && change.type() == ConfChange.Type.REMOVE_NODE
          && change.nodeId() == id;
    }
  }

  /**
   * Applies a configuration change, or refuses it when it contradicts the table.
   *
   * @throws IllegalArgumentException if it does not describe the member that it names
   */
  public Decision apply(ConfChange change, Batch batch) {
    @Nullable Member before = members.get(change.nodeId());
    @Nullable Refusal refusal = rules.check(change, members, removed);
    @Nullable Configuration next =
        refusal == null ? new Configuration(confState).with(ConfChangeV2.of(change)) : null;
    if (next == null && refusal == null) {
      // Without voters nothing could ever be decided again.
      refusal = Refusal.TOO_FEW_STARTED;
    }
    ConfChange decided = next == null ? change.refused() : change;
    if (next != null) {
      change(change, before, batch);
      confState = next.state();
    }
    batch.put(Table.META, CONF_STATE, ConfStateCodec.encode(confState));
    latest.publish(current());
    return new Decision(decided, refusal, before, List.copyOf(members.values()));
  }

  private void change(ConfChange change, @Nullable Member before, Batch batch) {
    if (change.type() == ConfChange.Type.REMOVE_NODE) {
      members.remove(change.nodeId());
      batch.delete(Table.MEMBER, key(change.nodeId()));
      removed.add(change.nodeId());
      batch.put(Table.REMOVED_MEMBER, key(change.nodeId()), REMOVED);
      return;
    }
    Member described = MemberCodec.decode(change.context());
    if (described.id() != change.nodeId()) {
      throw new IllegalArgumentException(
          "a change of member %s describes member %s"
              .formatted(Long.toHexString(change.nodeId()), Long.toHexString(described.id())));
    }
    if (before == null) {
      store(described, batch);
    } else if (change.type() == ConfChange.Type.UPDATE_NODE) {
      // Nothing else of a description counts here, or an update would make a learner a voter.
      store(before.withPeerUrls(described.peerUrls()), batch);
    } else {
      store(before.asVoter(), batch);
    }
  }

  /** A member has published its name and client URLs; one that is not in the table is ignored. */
  public void setAttributes(long id, String name, List<String> clientUrls, Batch batch) {
    @Nullable Member member = members.get(id);
    if (member != null) {
      store(member.withAttributes(name, clientUrls), batch);
      latest.publish(current());
    }
  }

  /** The members agree on a version. */
  public void setClusterVersion(String version, Batch batch) {
    clusterVersion = version;
    batch.put(Table.META, CLUSTER_VERSION, name(version));
    latest.publish(current());
  }

  /** Whether the members agree on a version no lower than this. Apply thread. */
  public boolean isAtLeast(int major, int minor) {
    @Nullable String version = clusterVersion;
    if (version == null) {
      return false;
    }
    String[] parts = version.split("\\.", 3);
    try {
      int ours = Integer.parseInt(parts[0]);
      return parts.length > 1
          && (ours > major || (ours == major && Integer.parseInt(parts[1]) >= minor));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** The members start or end their way back to an older version. */
  public void setDowngrade(Downgrade newDowngrade, Batch batch) {
    downgrade = newDowngrade;
    batch.put(Table.META, DOWNGRADE, newDowngrade.encode());
    latest.publish(current());
  }

  private void store(Member member, Batch batch) {
    members.put(member.id(), member);
    batch.put(Table.MEMBER, key(member.id()), MemberCodec.encode(member).toArray());
  }

  static byte[] key(long id) {
    return name(Long.toHexString(id));
  }

  static byte[] name(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }
}
