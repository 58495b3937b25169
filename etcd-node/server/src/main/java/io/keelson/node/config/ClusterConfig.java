package io.keelson.node.config;

/**
 * How the cluster is formed and kept.
 *
 * @param initialCluster {@code name=url} list as given; see {@link InitialCluster}
 * @param state whether to found or to join a cluster
 * @param token separates clusters with equal URLs
 * @param strictReconfigCheck refuse membership changes that endanger the quorum
 * @param maxLearners learners allowed at a time
 * @param maxClusterVersion cluster version not to be exceeded, or empty for no bound
 * @param discovery how to find the other members when no initial cluster is given
 */
public record ClusterConfig(
    String initialCluster,
    ClusterState state,
    String token,
    boolean strictReconfigCheck,
    int maxLearners,
    String maxClusterVersion,
    DiscoveryConfig discovery) {

  ClusterConfig withInitialCluster(String text) {
    return new ClusterConfig(
        text, state, token, strictReconfigCheck, maxLearners, maxClusterVersion, discovery);
  }
}
