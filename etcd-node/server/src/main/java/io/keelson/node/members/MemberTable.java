package io.keelson.node.members;

import com.google.gson.JsonParseException;
import io.keelson.bytes.Bytes;
import io.keelson.node.agent.Latest;
import io.keelson.node.engine.Batch;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import io.keelson.raft.ConfChange;
import io.keelson.raft.ConfState;
import io.keelson.raft.confchange.Configuration;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The members, the configuration and the cluster version at the applied index. Changed by the apply
 * thread only, together with the store's batch; {@link #membership} is for any thread.
 */
public final class MemberTable {
  static final byte[] CLUSTER_VERSION = name("clusterVersion");
  static final byte[] CONF_STATE = name("confState");
  private static final byte[] DOWNGRADE = name("downgrade");
  static final byte[] IDENTITY = name("identity");

  private final TreeMap<Long, Member> members = new TreeMap<>(Long::compareUnsigned);
  private final Latest<Membership> latest;
  private ConfState confState;
  private @Nullable String clusterVersion;
  private Downgrade downgrade;
  private final @Nullable Identity identity;

  /** Reads the table. */
  public MemberTable(View view) {
    byte @Nullable [] ids = view.get(Table.META, IDENTITY);
    identity = ids == null ? null : Identity.decode(ids);
    confState = confState(view);
    downgrade = downgrade(view);
    read(view);
    latest = new Latest<>(current());
  }

  private void read(View view) {
    try (Cursor rows = view.cursor(Table.MEMBER, new byte[0], null, false)) {
      while (rows.next()) {
        Member member = MemberCodec.decode(Bytes.wrap(rows.value()));
        members.put(member.id(), member);
      }
    }
    clusterVersion = clusterVersion(view);
    confState = confState(view);
    downgrade = downgrade(view);
  }

  /** The store was replaced by one of the same member: reads and publishes that. Apply thread. */
  public void reload(View view) {
    members.clear();
    read(view);
    latest.publish(current());
  }

  /** The JSON that upstream stores of a downgrade, null if there never was one. Any thread. */
  public static byte @Nullable [] downgradeJson(View view) {
    return view.get(Table.META, DOWNGRADE);
  }

  /**
   * Writes what upstream stores of a downgrade into the tables of a new store.
   *
   * @throws IllegalArgumentException if it is damaged
   */
  public static void putDowngrade(byte[] json, Batch batch) {
    try {
      batch.put(Table.META, DOWNGRADE, Downgrade.decode(json).encode());
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NullPointerException e) {
      throw new IllegalArgumentException("the state of the downgrade is damaged", e);
    }
  }

  private static Downgrade downgrade(View view) {
    byte @Nullable [] way = downgradeJson(view);
    return way == null ? Downgrade.NONE : Downgrade.decode(way);
  }

  /** Version that the members of a store agree on, null before they do. Any thread. */
  public static @Nullable String clusterVersion(View view) {
    byte @Nullable [] version = view.get(Table.META, CLUSTER_VERSION);
    return version == null ? null : new String(version, StandardCharsets.UTF_8);
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
   * @param clusterVersion version all members agree on, null before they do
   * @param downgrade whether they go back to an older one
   */
  public record Membership(
      List<Member> members, @Nullable String clusterVersion, Downgrade downgrade) {
    /** The member with an id, or null. */
    public @Nullable Member member(long id) {
      return members.stream().filter(member -> member.id() == id).findFirst().orElse(null);
    }
  }

  private Membership current() {
    return new Membership(List.copyOf(members.values()), clusterVersion, downgrade);
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
   * Applies a configuration change.
   *
   * @return the change as Raft must take it: itself, or refused when it contradicts the table
   */
  public ConfChange apply(ConfChange change, Batch batch) {
    ConfChange accepted = isAcceptable(change) ? change : change.refused();
    if (accepted.nodeId() != 0) {
      switch (accepted.type()) {
        case ADD_NODE, ADD_LEARNER_NODE, UPDATE_NODE ->
            store(MemberCodec.decode(change.context()), batch);
        case REMOVE_NODE -> {
          members.remove(change.nodeId());
          batch.delete(Table.MEMBER, key(change.nodeId()));
        }
      }
      confState = new Configuration(confState).with(accepted).state();
    }
    batch.put(Table.META, CONF_STATE, ConfStateCodec.encode(confState));
    latest.publish(current());
    return accepted;
  }

  private boolean isAcceptable(ConfChange change) {
    boolean isMember = members.containsKey(change.nodeId());
    return switch (change.type()) {
      case ADD_NODE, ADD_LEARNER_NODE -> !isMember;
      case REMOVE_NODE -> isMember && members.size() > 1;
      case UPDATE_NODE -> isMember;
    };
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
