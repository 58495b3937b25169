package io.keelson.node.command;

/**
 * Why a request is not done. Each has one gRPC code and text, the ones of upstream, which the api
 * package knows.
 */
public enum Refusal {
  /** The revision was compacted. */
  COMPACTED,
  /** The revision does not exist yet. */
  FUTURE_REVISION,
  /** A put that keeps the old value or lease needs an existing key. */
  KEY_NOT_FOUND,
  /** The lease does not exist. */
  LEASE_NOT_FOUND,
  /** A lease with this id exists. */
  LEASE_EXISTS,
  /** The time to live is longer than a lease may have. */
  LEASE_TTL_TOO_LARGE,
  /** The store has reached its quota. */
  NO_SPACE,
  /** A member's data are known to differ from the others'. */
  CORRUPT,
  /** Too many committed requests wait to be applied, or too many bytes to be committed. */
  TOO_MANY_REQUESTS,
  /** The encoded request is larger than the limit. */
  REQUEST_TOO_LARGE,
  /** No leader is known. */
  NO_LEADER,
  /** The leader changed while the request was under way. */
  LEADER_CHANGED,
  /** No answer within the request timeout. */
  TIMEOUT,
  /** No answer within the request timeout, in which the leader was lost. */
  TIMEOUT_LEADER_FAILED,
  /** No answer within the request timeout, in which the others could not be reached. */
  TIMEOUT_CONNECTION_LOST,
  /** This member is stopping. */
  STOPPED,
  /** Only the leader can do this. */
  NOT_LEADER,
  /** A member with this id was removed before; ids are never used again. */
  MEMBER_REMOVED,
  /** No member has this id. */
  MEMBER_NOT_FOUND,
  /** A member with this id exists. */
  MEMBER_EXISTS,
  /** A member has one of these peer URLs. */
  PEER_URL_EXISTS,
  /** No more learners may be added. */
  TOO_MANY_LEARNERS,
  /** Only learners are promoted. */
  MEMBER_NOT_LEARNER,
  /** The learner is too far behind the leader. */
  LEARNER_NOT_READY,
  /** Too few voters have started, or none would be left. */
  TOO_FEW_STARTED,
  /** Too few voters are connected. */
  UNHEALTHY
}
