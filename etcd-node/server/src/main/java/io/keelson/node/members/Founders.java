package io.keelson.node.members;

import io.keelson.node.engine.Batch;
import io.keelson.node.engine.Table;
import io.keelson.node.members.MemberTable.Identity;
import io.keelson.raft.ConfState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a store that is not built by applying a log starts with: its owner, its cluster, and the
 * configuration at its applied index.
 *
 * @param identity whose data the store will hold
 * @param members all members
 * @param confState the configuration at the store's applied index
 * @param clusterVersion version the members agreed on, null if they have yet to agree
 * @param removed ids of members that were removed before
 * @param downgrade whether the members go back to an older version
 */
public record Founders(
    Identity identity,
    List<Member> members,
    ConfState confState,
    @Nullable String clusterVersion,
    List<Long> removed,
    Downgrade downgrade) {
  /** Copies the lists. */
  public Founders {
    members = List.copyOf(members);
    removed = List.copyOf(removed);
  }

  /** Founders of a cluster that has no past. */
  public static Founders anew(Identity identity, List<Member> members, ConfState confState) {
    return new Founders(identity, members, confState, null, List.of(), Downgrade.NONE);
  }

  /** Writes the tables of an empty store. */
  public void write(Batch batch) {
    batch.put(Table.META, MemberTable.IDENTITY, identity.encode());
    batch.put(Table.META, MemberTable.CONF_STATE, ConfStateCodec.encode(confState));
    if (clusterVersion != null) {
      batch.put(Table.META, MemberTable.CLUSTER_VERSION, MemberTable.name(clusterVersion));
    }
    if (downgrade.isEnabled()) {
      batch.put(Table.META, MemberTable.DOWNGRADE, downgrade.encode());
    }
    for (long id : removed) {
      batch.put(Table.REMOVED_MEMBER, MemberTable.key(id), MemberTable.REMOVED);
    }
    for (Member member : members) {
      batch.put(Table.MEMBER, MemberTable.key(member.id()), MemberCodec.encode(member).toArray());
    }
  }
}
