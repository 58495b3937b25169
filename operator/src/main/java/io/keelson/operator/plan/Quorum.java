package io.keelson.operator.plan;

/**
 * The arithmetic of every gate. Of {@code voters} members with a vote, {@code healthy} answered the
 * last poll as members of the cluster and know a leader.
 */
public record Quorum(int voters, int healthy) {
  /** Votes that a decision of so many voters needs. */
  public static int of(int voters) {
    return voters / 2 + 1;
  }

  /** The cluster can decide. */
  public boolean stands() {
    return voters > 0 && healthy >= of(voters);
  }

  /** Healthy voters beyond those needed; negative without a quorum. */
  public int tolerance() {
    return healthy - of(voters);
  }

  /**
   * A healthy voter may be removed: the change commits among all, and who stays has a quorum
   * without waiting for anybody.
   */
  public boolean mayRemoveHealthy() {
    return voters > 1 && stands() && healthy - 1 >= of(voters - 1);
  }

  /** A voter that is down may be removed. */
  public boolean mayRemoveDead() {
    return voters > 1 && stands();
  }

  /** A learner that keeps up may become a voter. */
  public boolean mayPromote() {
    return stands() && healthy + 1 >= of(voters + 1);
  }

  /**
   * A healthy voter may be stopped on purpose. Stricter than the arithmetic: with anybody down
   * already, the next one waits. A cluster that is to have one or two voters has no other way than
   * to be away for a moment.
   *
   * @param replicas voters that the user asks for
   */
  public boolean mayRestartHealthy(int replicas) {
    return healthy == voters && (healthy - 1 >= of(voters) || (replicas <= 2 && voters <= 2));
  }
}
