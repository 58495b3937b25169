package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import java.util.Map;

/** Metadata of what belongs to a cluster, a member, or nobody. */
public final class Owners {
  private Owners() {}

  static ObjectMeta ofCluster(EtcdCluster cluster, String name, String component) {
    return unowned(cluster, name, Names.labels(cluster, component))
        .edit()
        .withOwnerReferences(reference(cluster))
        .build();
  }

  static ObjectMeta ofMember(EtcdCluster cluster, EtcdMember member, Map<String, String> labels) {
    return unowned(cluster, member.getSpec().memberName(), labels)
        .edit()
        .withOwnerReferences(reference(member))
        .build();
  }

  static ObjectMeta unowned(EtcdCluster cluster, String name, Map<String, String> labels) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(Names.namespace(cluster))
        .withLabels(labels)
        .build();
  }

  /** Makes an object go with its owner, which waits for it when it is deleted in the foreground. */
  public static OwnerReference reference(CustomResource<?, ?> owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }
}
