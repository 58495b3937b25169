package io.keelson.operator.resource;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;

/** Clusters and members for tests, from a part of their specification. */
final class Clusters {
  private Clusters() {}

  /** The specification is JSON without its braces. */
  static EtcdCluster with(String spec) {
    return Serialization.unmarshal(
        """
        {"apiVersion": "etcd.keelson.dev/v1alpha1", "kind": "EtcdCluster",
         "metadata": {"name": "db", "namespace": "shop", "uid": "u-1"},
         "spec": {%s}}
        """
            .formatted(spec),
        EtcdCluster.class);
  }

  /** The status is JSON without its braces. */
  static EtcdMember member(String role, String status) {
    return Serialization.unmarshal(
        """
        {"apiVersion": "etcd.keelson.dev/v1alpha1", "kind": "EtcdMember",
         "metadata": {"name": "db-1", "namespace": "shop", "uid": "u-2"},
         "spec": {"clusterName": "db", "memberName": "db-1", "slot": 1, "incarnation": 1,
          "role": "%s"},
         "status": {%s}}
        """
            .formatted(role, status),
        EtcdMember.class);
  }
}
