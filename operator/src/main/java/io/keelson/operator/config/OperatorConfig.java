package io.keelson.operator.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the operator: {@code keelson.*}, or {@code KEELSON_*} in the environment. */
@ConfigMapping(prefix = "keelson")
public interface OperatorConfig {
  /** The image of members where a cluster names none. */
  @WithDefault("docker.io/keelson/etcd-node:dev")
  String image();

  /** The image of the pods that make, verify, restore and delete backups. */
  @WithDefault("docker.io/keelson/etcd-backup:dev")
  String backupImage();

  /** The DNS domain of services where a cluster names none. */
  @WithDefault("cluster.local")
  String clusterDomain();

  /** How often a cluster at rest is looked at. */
  @WithDefault("10s")
  Duration restPeriod();

  /** How often a cluster is looked at while something goes on. */
  @WithDefault("2s")
  Duration workPeriod();

  /** Whether nodes may be read; without, the loss of a node is not noticed. */
  @WithDefault("true")
  boolean readNodes();

  /** The namespace of the lease that one of several operators holds. */
  @WithDefault("default")
  String leaseNamespace();
}
