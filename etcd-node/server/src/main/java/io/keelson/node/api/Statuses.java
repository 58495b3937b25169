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
  static final Status BAD_MEMBER_URLS = invalid("given member URLs are invalid");
  static final Status LEARNER = of(Status.FAILED_PRECONDITION, "rpc not supported for learner");
  static final Status NO_LEADER = of(Status.UNAVAILABLE, "no leader");
  static final Status NOT_CAPABLE = of(Status.FAILED_PRECONDITION, "not capable");
  static final Status WATCH_CANCELED = of(Status.CANCELLED, "watch canceled");
  static final Status NOT_LEADER = of(Status.FAILED_PRECONDITION, "not leader");
  static final Status BAD_TRANSFEREE = of(Status.FAILED_PRECONDITION, "bad leader transferee");
  static final Status TRANSFER_TIMEOUT =
      of(Status.UNKNOWN, "request timed out, leader transfer took too long");
  static final Status WRONG_DOWNGRADE_FORMAT = invalid("wrong downgrade target version format");
  static final Status INVALID_DOWNGRADE_TARGET = invalid("invalid downgrade target version");
  static final Status NO_CLUSTER_VERSION =
      of(Status.FAILED_PRECONDITION, "cluster version not found during downgrade");
  static final Status DOWNGRADE_IN_PROGRESS =
      of(Status.FAILED_PRECONDITION, "cluster has a downgrade job in progress");
  static final Status NO_DOWNGRADE = of(Status.FAILED_PRECONDITION, "no inflight downgrade job");
  static final Status UNKNOWN_METHOD = of(Status.UNKNOWN, "unknown method");
  static final Status STREAM_SORT =
      Status.UNIMPLEMENTED.withDescription("RangeStream does not support custom sort orders");
  static final Status STREAM_FILTER =
      Status.UNIMPLEMENTED.withDescription("RangeStream does not support revision filters");
  static final Status TOO_MANY_SNAPSHOTS = of(Status.RESOURCE_EXHAUSTED, "too many requests");

  /** What Go's protobuf says about bytes that are no message. */
  static final String INVALID_WIRE_FORMAT = "proto: cannot parse invalid wire-format data";

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

  /** A request that cannot be parsed; Go's gRPC has one text for unary calls, one for streams. */
  static Status malformed(boolean isUnary, String problem) {
    return Status.INTERNAL.withDescription(
        (isUnary
                ? "grpc: error unmarshalling request: "
                : "grpc: failed to unmarshal the received message: ")
            + problem);
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
      case CORRUPT -> of(Status.DATA_LOSS, "corrupt cluster");
      // Upstream maps this one to its client-side type, which goes out as Unknown.
      case TOO_MANY_REQUESTS -> of(Status.UNKNOWN, "too many requests");
      case REQUEST_TOO_LARGE -> invalid("request is too large");
      case NO_LEADER -> NO_LEADER;
      case LEADER_CHANGED -> of(Status.UNAVAILABLE, "leader changed");
      case TIMEOUT -> of(Status.UNAVAILABLE, "request timed out");
      case TIMEOUT_LEADER_FAILED ->
          of(Status.UNAVAILABLE, "request timed out, possibly due to previous leader failure");
      case TIMEOUT_CONNECTION_LOST ->
          of(Status.UNAVAILABLE, "request timed out, possibly due to connection lost");
      case STOPPED -> of(Status.UNAVAILABLE, "server stopped");
      case NOT_LEADER -> NOT_LEADER;
      case MEMBER_REMOVED,
          MEMBER_NOT_FOUND,
          MEMBER_EXISTS,
          PEER_URL_EXISTS,
          TOO_MANY_LEARNERS,
          MEMBER_NOT_LEARNER,
          LEARNER_NOT_READY,
          TOO_FEW_STARTED,
          UNHEALTHY ->
          ofMembers(refusal);
    };
  }

  private static Status ofMembers(Refusal refusal) {
    return switch (refusal) {
      case MEMBER_REMOVED, MEMBER_NOT_FOUND -> of(Status.NOT_FOUND, "member not found");
      case MEMBER_EXISTS -> failed("member ID already exist");
      case PEER_URL_EXISTS -> failed("Peer URLs already exists");
      case TOO_MANY_LEARNERS -> failed("too many learner members in cluster");
      case MEMBER_NOT_LEARNER -> failed("can only promote a learner member");
      case LEARNER_NOT_READY ->
          failed("can only promote a learner member which is in sync with leader");
      // Upstream maps this one to its client-side type, which goes out as Unknown.
      case TOO_FEW_STARTED ->
          of(Status.UNKNOWN, "re-configuration failed due to not enough started members");
      case UNHEALTHY -> of(Status.UNAVAILABLE, "unhealthy cluster");
      default -> throw new IllegalArgumentException("not about members: " + refusal);
    };
  }

  private static Status failed(String text) {
    return of(Status.FAILED_PRECONDITION, text);
  }
}
