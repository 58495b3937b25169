package io.keelson.node.ctl;

import io.grpc.Status;

/** What upstream's client says of calls that failed. */
final class Failures {
  static final String DEADLINE = "context deadline exceeded";

  private Failures() {}

  /**
   * The text of a status.
   *
   * @param isLate whether the time of the command is over
   */
  static String text(Status status, boolean isLate) {
    String description = status.getDescription() == null ? "" : status.getDescription();
    if (description.startsWith("etcdserver: ")) {
      return description;
    }
    boolean isEnd =
        status.getCode() == Status.Code.DEADLINE_EXCEEDED
            || status.getCode() == Status.Code.CANCELLED;
    return isEnd && isLate
        ? DEADLINE
        : "rpc error: code = " + name(status.getCode()) + " desc = " + description;
  }

  private static String name(Status.Code code) {
    return switch (code) {
      case OK -> "OK";
      case CANCELLED -> "Canceled";
      case UNKNOWN -> "Unknown";
      case INVALID_ARGUMENT -> "InvalidArgument";
      case DEADLINE_EXCEEDED -> "DeadlineExceeded";
      case NOT_FOUND -> "NotFound";
      case ALREADY_EXISTS -> "AlreadyExists";
      case PERMISSION_DENIED -> "PermissionDenied";
      case RESOURCE_EXHAUSTED -> "ResourceExhausted";
      case FAILED_PRECONDITION -> "FailedPrecondition";
      case ABORTED -> "Aborted";
      case OUT_OF_RANGE -> "OutOfRange";
      case UNIMPLEMENTED -> "Unimplemented";
      case INTERNAL -> "Internal";
      case UNAVAILABLE -> "Unavailable";
      case DATA_LOSS -> "DataLoss";
      case UNAUTHENTICATED -> "Unauthenticated";
    };
  }
}
