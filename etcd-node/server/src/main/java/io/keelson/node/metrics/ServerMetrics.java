package io.keelson.node.metrics;

/** The member in its cluster: leadership, proposals, reads that ask the leader, its limits. */
public final class ServerMetrics {
  public final Gauge hasLeader;
  public final Gauge isLeader;
  public final Gauge isLearner;
  public final Counter leaderChangesSeen;

  /** By Reason. */
  public final Family<Counter> learnerPromoteFailures;

  public final Counter learnerPromoteSuccesses;
  public final Counter heartbeatSendFailures;
  public final Gauge snapshotApplyInProgress;

  public final Gauge proposalsCommitted;
  public final Gauge proposalsApplied;
  public final Gauge proposalsPending;
  public final Counter proposalsFailed;

  public final Counter slowReadIndexes;
  public final Counter readIndexesFailed;

  public final Gauge quotaBackendBytes;
  public final Gauge authRevision;

  ServerMetrics(MetricRegistry registry) {
    hasLeader = registry.gauge("etcd_server_has_leader", "1 if the member knows a leader, else 0.");
    isLeader = registry.gauge("etcd_server_is_leader", "1 if this member leads, else 0.");
    isLearner = registry.gauge("etcd_server_is_learner", "1 if this member is a learner, else 0.");
    leaderChangesSeen =
        registry.counter("etcd_server_leader_changes_seen_total", "Changes of leader seen.");
    learnerPromoteFailures =
        registry.counters(
            "etcd_server_learner_promote_failures",
            "Promotions of a learner that failed while this member led, by reason.",
            "Reason");
    learnerPromoteSuccesses =
        registry.counter(
            "etcd_server_learner_promote_successes",
            "Promotions of a learner that succeeded while this member led.");
    heartbeatSendFailures =
        registry.counter(
            "etcd_server_heartbeat_send_failures_total",
            "Heartbeats the leader sent too late, mostly because its disk is slow.");
    snapshotApplyInProgress =
        registry.gauge(
            "etcd_server_snapshot_apply_in_progress_total",
            "1 while a snapshot from the leader is being installed, else 0.");
    proposalsCommitted =
        registry.gauge("etcd_server_proposals_committed_total", "Index of the last commit.");
    proposalsApplied =
        registry.gauge("etcd_server_proposals_applied_total", "Index of the last entry applied.");
    proposalsPending =
        registry.gauge("etcd_server_proposals_pending", "Proposals waiting to be committed.");
    proposalsFailed = registry.counter("etcd_server_proposals_failed_total", "Proposals failed.");
    slowReadIndexes =
        registry.counter(
            "etcd_server_slow_read_indexes_total",
            "Read index requests that waited long for the leader or ran out of time.");
    readIndexesFailed =
        registry.counter("etcd_server_read_indexes_failed_total", "Read index requests failed.");
    quotaBackendBytes =
        registry.gauge("etcd_server_quota_backend_bytes", "Bytes the database may grow to.");
    authRevision =
        registry.gauge("etcd_debugging_auth_revision", "Revision of users, roles and switches.");
  }
}
