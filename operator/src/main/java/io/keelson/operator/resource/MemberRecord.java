package io.keelson.operator.resource;

import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.EtcdMemberSpec;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The record of a member. Deleting one makes its member leave; it stays until that is done. */
public final class MemberRecord {
  /** Keeps the record until its member has left the cluster. */
  public static final String FINALIZER = "etcd.keelson.dev/member";

  private MemberRecord() {}

  /**
   * The record of a new member.
   *
   * @param identity the number of the cluster's identity that it comes under; null means 1
   */
  public static EtcdMember build(
      EtcdCluster cluster, EtcdMemberSpec spec, @Nullable Integer identity) {
    Map<String, String> labels =
        new TreeMap<>(Names.memberLabels(cluster, spec.memberName(), spec.slot()));
    if (identity != null && identity > 1) {
      labels.put(Names.IDENTITY_LABEL, identity.toString());
    }
    EtcdMember member = new EtcdMember();
    member.setMetadata(
        Owners.ofCluster(cluster, spec.memberName(), "member")
            .edit()
            .withLabels(labels)
            .addToFinalizers(FINALIZER)
            .build());
    member.setSpec(spec);
    return member;
  }
}
