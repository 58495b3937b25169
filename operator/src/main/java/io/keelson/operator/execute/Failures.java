package io.keelson.operator.execute;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.keelson.operator.etcd.EtcdException;
import io.keelson.operator.status.Report;
import java.util.Locale;

/** Says what went wrong in a way that a person can act on. */
public final class Failures {
  private static final int CONFLICT = 409;
  private static final int FORBIDDEN = 403;
  private static final int INVALID = 422;
  private static final int NOT_FOUND = 404;

  private Failures() {}

  /**
   * The failure that an exception means.
   *
   * @param doing what was tried, as in {@code "making the pod of m-0"}
   */
  public static Report.Failure of(Exception e, String doing) {
    if (e instanceof KubernetesClientException refused) {
      return new Report.Failure(reason(refused), doing + ": " + advice(refused));
    }
    if (e instanceof EtcdException) {
      return new Report.Failure("MemberRefused", doing + ": " + e.getMessage());
    }
    return new Report.Failure("InternalError", doing + ": " + e);
  }

  private static String reason(KubernetesClientException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return switch (e.getCode()) {
      case FORBIDDEN -> message.contains("exceeded quota") ? "QuotaExceeded" : "Forbidden";
      case CONFLICT -> "Conflict";
      case INVALID -> "InvalidSpec";
      case NOT_FOUND -> "NotFound";
      case 0 -> "Unreachable";
      default -> "InternalError";
    };
  }

  private static String advice(KubernetesClientException e) {
    String message = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
    String text = message == null ? "no answer from the API server" : message;
    return switch (reason(e)) {
      case "QuotaExceeded" -> text + " (raise the namespace's quota or lower spec.resources)";
      case "Forbidden" -> text + " (the operator's role lacks this: see the chart's RBAC)";
      case "NotFound" -> text + " (is the definition of this kind installed?)";
      default -> text;
    };
  }
}
