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
 */
public record Founders(
    Identity identity, List<Member> members, ConfState confState, @Nullable String clusterVersion) {
  /** Copies the list. */
  public Founders {
    members = List.copyOf(members);
  }

  /** Writes the tables of an empty store. */
  public void write(Batch batch) {
    batch.put(Table.META, MemberTable.IDENTITY, identity.encode());
    batch.put(Table.META, MemberTable.CONF_STATE, ConfStateCodec.encode(confState));
    if (clusterVersion != null) {
      batch.put(Table.META, MemberTable.CLUSTER_VERSION, MemberTable.name(clusterVersion));
    }
    for (Member member : members) {
      batch.put(Table.MEMBER, MemberTable.key(member.id()), MemberCodec.encode(member).toArray());
    }
  }
}
