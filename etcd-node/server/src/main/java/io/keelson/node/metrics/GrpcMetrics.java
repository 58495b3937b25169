package io.keelson.node.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls to the gRPC services. The methods that etcd reports from the start are reported from the
 * start here too, with zeros; others appear once they are called.
 */
public final class GrpcMetrics {
  /** Names of the status codes as Go prints them; the index is the code. */
  private static final List<String> CODES =
      List.of(
          "OK",
          "Canceled",
          "Unknown",
          "InvalidArgument",
          "DeadlineExceeded",
          "NotFound",
          "AlreadyExists",
          "PermissionDenied",
          "ResourceExhausted",
          "FailedPrecondition",
          "Aborted",
          "OutOfRange",
          "Unimplemented",
          "Internal",
          "Unavailable",
          "DataLoss",
          "Unauthenticated");

  private static final int CODE_UNKNOWN = 2;

  private final Family<Counter> started;
  private final Family<Counter> received;
  private final Family<Counter> sent;
  private final Family<Counter> handled;
  private final @Nullable Family<Histogram> handling;

  GrpcMetrics(MetricRegistry registry, boolean extensive) {
    String[] labels = {"grpc_type", "grpc_service", "grpc_method"};
    started = registry.counters("grpc_server_started_total", "Calls begun.", labels);
    received =
        registry.counters("grpc_server_msg_received_total", "Messages received in calls.", labels);
    sent = registry.counters("grpc_server_msg_sent_total", "Messages sent in calls.", labels);
    handled =
        registry.counters(
            "grpc_server_handled_total",
            "Calls ended, by status code.",
            "grpc_type",
            "grpc_service",
            "grpc_method",
            "grpc_code");
    handling =
        extensive
            ? registry.histograms(
                "grpc_server_handling_seconds",
                "How long calls took until they ended.",
                Buckets.DEFAULT,
                labels)
            : null;
    reportFromStart();
  }

  /**
   * The cells of one method, for the caller to keep.
   *
   * @param type {@code unary}, {@code client_stream}, {@code server_stream} or {@code bidi_stream}
   */
  public Method method(String type, String service, String method) {
    return new Method(this, type, service, method);
  }

  private void reportFromStart() {
    for (String method : List.of("Range", "Put", "DeleteRange", "Txn", "Compact")) {
      method("unary", "etcdserverpb.KV", method);
    }
    method("server_stream", "etcdserverpb.KV", "RangeStream");
    method("bidi_stream", "etcdserverpb.Watch", "Watch");
    for (String method : List.of("LeaseGrant", "LeaseRevoke", "LeaseTimeToLive", "LeaseLeases")) {
      method("unary", "etcdserverpb.Lease", method);
    }
    method("bidi_stream", "etcdserverpb.Lease", "LeaseKeepAlive");
    for (String method :
        List.of("MemberAdd", "MemberRemove", "MemberUpdate", "MemberList", "MemberPromote")) {
      method("unary", "etcdserverpb.Cluster", method);
    }
    for (String method :
        List.of("Alarm", "Status", "Defragment", "Hash", "HashKV", "MoveLeader", "Downgrade")) {
      method("unary", "etcdserverpb.Maintenance", method);
    }
    method("server_stream", "etcdserverpb.Maintenance", "Snapshot");
    for (String method :
        List.of(
            "AuthEnable",
            "AuthDisable",
            "AuthStatus",
            "Authenticate",
            "UserAdd",
            "UserGet",
            "UserList",
            "UserDelete",
            "UserChangePassword",
            "UserGrantRole",
            "UserRevokeRole",
            "RoleAdd",
            "RoleGet",
            "RoleList",
            "RoleDelete",
            "RoleGrantPermission",
            "RoleRevokePermission")) {
      method("unary", "etcdserverpb.Auth", method);
    }
    method("unary", "grpc.health.v1.Health", "Check");
    method("unary", "grpc.health.v1.Health", "List");
    method("server_stream", "grpc.health.v1.Health", "Watch");
  }

  /** The cells of one method, found once so that counting a call is only a few additions. */
  public static final class Method {
    public final Counter started;
    public final Counter received;
    public final Counter sent;

    private final Counter[] handled = new Counter[CODES.size()];
    private final @Nullable Histogram handling;

    private Method(GrpcMetrics families, String type, String service, String method) {
      started = families.started.with(type, service, method);
      received = families.received.with(type, service, method);
      sent = families.sent.with(type, service, method);
      for (int code = 0; code < handled.length; code++) {
        handled[code] = families.handled.with(type, service, method, CODES.get(code));
      }
      handling = families.handling == null ? null : families.handling.with(type, service, method);
    }

    /** Whether {@link #ended} wants to know how long the call took. */
    public boolean isTimed() {
      return handling != null;
    }

    /** Counts the end of a call: its status code as a number, and how long it took if timed. */
    public void ended(int code, long nanos) {
      boolean isKnown = code >= 0 && code < handled.length;
      handled[isKnown ? code : CODE_UNKNOWN].inc();
      if (handling != null) {
        handling.observeNanos(nanos);
      }
    }
  }
}
