package io.keelson.operator.resource;

import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.EtcdMemberSpec;

/** The record of a member. Deleting one makes its member leave; it stays until that is done. */
public final class MemberRecord {
  /** Keeps the record until its member has left the cluster. */
  public static final String FINALIZER = "etcd.keelson.dev/member";

  private MemberRecord() {}

  /** The record of a new member. */
  public static EtcdMember build(EtcdCluster cluster, EtcdMemberSpec spec) {
    EtcdMember member = new EtcdMember();
    member.setMetadata(
        Owners.ofCluster(cluster, spec.memberName(), "member")
            .edit()
            .withLabels(Names.memberLabels(cluster, spec.memberName(), spec.slot()))
            .addToFinalizers(FINALIZER)
            .build());
    member.setSpec(spec);
    return member;
  }
}
