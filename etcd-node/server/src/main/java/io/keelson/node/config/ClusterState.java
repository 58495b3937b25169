package io.keelson.node.config;

/** The operator's claim about the cluster at first start. */
public enum ClusterState {
  NEW,
  EXISTING
}
