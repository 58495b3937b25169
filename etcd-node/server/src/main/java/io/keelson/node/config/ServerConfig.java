package io.keelson.node.config;

/**
 * Every setting of a server, valid and with all defaults filled in.
 *
 * @param member this member and its directories
 * @param cluster how the cluster is formed
 * @param listen where to listen and what to advertise
 * @param security TLS on both sides
 * @param raft timing and log retention of consensus
 * @param storage storage tuning
 * @param limits what clients may ask
 * @param compaction automatic and physical compaction
 * @param auth authentication
 * @param observability logs, metrics, checks
 * @param features feature gates
 * @param unsafe switches that can lose data
 */
public record ServerConfig(
    MemberConfig member,
    ClusterConfig cluster,
    ListenConfig listen,
    SecurityConfig security,
    RaftConfig raft,
    StorageConfig storage,
    LimitsConfig limits,
    CompactionConfig compaction,
    AuthConfig auth,
    ObservabilityConfig observability,
    FeatureGates features,
    UnsafeConfig unsafe) {}
