package io.keelson.node.api;

import io.grpc.Status;
import io.keelson.node.command.Refusal;

/** The one place that knows upstream's codes and texts. Clients compare both. */
final class Statuses {
  static final Status EMPTY_KEY = invalid("key is not provided");
  static final Status KEY_NOT_FOUND = invalid("key not found");
  static final Status VALUE_PROVIDED = invalid("value is provided");
  static final Status LEASE_PROVIDED = invalid("lease is provided");
  static final Status TOO_MANY_OPS = invalid("too many operations in txn request");
  static final Status DUPLICATE_KEY = invalid("duplicate key given in txn request");
  static final Status INVALID_SORT_OPTION = invalid("invalid sort option");
  static final Status INVALID_CLIENT_API_VERSION = invalid("invalid client api version");
  static final Status NO_LEADER = of(Status.UNAVAILABLE, "no leader");
  static final Status NOT_CAPABLE = of(Status.FAILED_PRECONDITION, "not capable");
  static final Status WATCH_CANCELED = of(Status.CANCELLED, "watch canceled");
  static final Status STREAM_SORT =
      Status.UNIMPLEMENTED.withDescription("RangeStream does not support custom sort orders");
  static final Status STREAM_FILTER =
      Status.UNIMPLEMENTED.withDescription("RangeStream does not support revision filters");
  static final Status TOO_MANY_SNAPSHOTS = of(Status.RESOURCE_EXHAUSTED, "too many requests");
  static final Status MALFORMED =
      Status.INTERNAL.withDescription(
          "grpc: error unmarshalling request: proto: cannot parse invalid wire-format data");

  static final Status MALFORMED_IN_STREAM =
      Status.INTERNAL.withDescription(
          "grpc: failed to unmarshal the received message: proto: cannot parse invalid"
              + " wire-format data");

  private Statuses() {}

  private static Status of(Status code, String text) {
    return code.withDescription("etcdserver: " + text);
  }

  private static Status invalid(String text) {
    return of(Status.INVALID_ARGUMENT, text);
  }

  static Status tooLong(long size, long most) {
    return Status.RESOURCE_EXHAUSTED.withDescription(
        "grpc: received message larger than max (" + size + " vs. " + most + ")");
  }

  static Status answerTooLong(long size, long most) {
    return Status.RESOURCE_EXHAUSTED.withDescription(
        "grpc: trying to send message larger than max (" + size + " vs. " + most + ")");
  }

  static Status of(Refusal refusal) {
    return switch (refusal) {
      case COMPACTED -> of(Status.OUT_OF_RANGE, "mvcc: required revision has been compacted");
      case FUTURE_REVISION ->
          of(Status.OUT_OF_RANGE, "mvcc: required revision is a future revision");
      case KEY_NOT_FOUND -> KEY_NOT_FOUND;
      case LEASE_NOT_FOUND -> of(Status.NOT_FOUND, "requested lease not found");
      case LEASE_EXISTS -> of(Status.FAILED_PRECONDITION, "lease already exists");
      case LEASE_TTL_TOO_LARGE -> of(Status.OUT_OF_RANGE, "too large lease TTL");
      case NO_SPACE -> of(Status.RESOURCE_EXHAUSTED, "mvcc: database space exceeded");
      // Upstream maps this one to its client-side type, which goes out as Unknown.
      case TOO_MANY_REQUESTS -> of(Status.UNKNOWN, "too many requests");
      case REQUEST_TOO_LARGE -> invalid("request is too large");
      case NO_LEADER -> NO_LEADER;
      case LEADER_CHANGED -> of(Status.UNAVAILABLE, "leader changed");
      case TIMEOUT -> of(Status.UNAVAILABLE, "request timed out");
      case STOPPED -> of(Status.UNAVAILABLE, "server stopped");
    };
  }
}
