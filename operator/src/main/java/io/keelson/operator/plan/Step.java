package io.keelson.operator.plan;

import io.keelson.operator.resource.BackupUse;

/** Something to do. Each can be repeated: one that was done already changes nothing. */
public sealed interface Step {
  /** Which member it is about; a name, or an identity in hexadecimal digits. */
  String member();

  /** Does not touch a running server or the membership, so many of them may go together. */
  sealed interface Preparation extends Step {}

  /** Takes a server or a vote away, or adds one: at most one of them in a plan. */
  sealed interface Disruption extends Step {}

  /**
   * Make a member's record.
   *
   * @param member its name follows from the slot
   * @param slot the ordinal
   * @param incarnation greater than that of any claim of the slot
   * @param seed one of those that found the cluster
   */
  record CreateRecord(String member, int slot, int incarnation, boolean seed)
      implements Preparation {}

  /** Make a member's claim, and keep in the record that it was made. */
  record CreateClaim(String member) implements Preparation {}

  /** Ask for more space. */
  record GrowClaim(String member, long bytes) implements Preparation {}

  /**
   * Make a member's pod.
   *
   * @param founding it founds a new cluster together with the other seeds; else it joins the one
   *     that the roll shows, or goes on with what is on its volume
   */
  record CreatePod(String member, boolean founding) implements Preparation {}

  /** Keep in the record who the member is. */
  record RecordIdentity(String member, long memberId) implements Preparation {}

  /** Count the pod of a voter among those that clients reach and the budget protects. */
  record LabelVoter(String member) implements Preparation {}

  /** Decide that the member leaves; nothing has happened to it yet. */
  record Decommission(String member, String why) implements Preparation {}

  /** Remove a pod that does not run and will not: ended, or of a member that is no longer one. */
  record RemovePod(String member, String uid, boolean force) implements Preparation {}

  /** Remove what is left of a member that left; its claim is kept for a while or deleted. */
  record DeleteRecord(String member, boolean keepClaim) implements Preparation {}

  /** Delete a claim that no member uses. */
  record DeleteClaim(String member) implements Preparation {}

  /**
   * Keep the volume of a member that a restore ends, out of everybody's use.
   *
   * @param restore names the restore
   * @param memberId who the member was, 0: nobody yet
   * @param silent its server may still run, on a node that does not answer
   */
  record PutAside(String member, String restore, long memberId, boolean silent)
      implements Preparation {}

  /** Let a member begin a new cluster with the data that it has; it loses its old identity. */
  record Recover(String member) implements Preparation {}

  /** Make the record of a member anew whose volume was put aside. */
  record Reattach(String member, int slot, int incarnation, long memberId) implements Preparation {}

  /** Give a volume that was put aside back to its member. */
  record Release(String member, String claim) implements Preparation {}

  /**
   * Order a backup of the whole cluster.
   *
   * @param member empty
   * @param number tells it from others of the same cluster
   */
  record TakeBackup(String member, BackupUse use, int number) implements Preparation {}

  /** Stop a server; its pod is made anew on the next pass when the member stays. */
  record StopPod(String member, String uid, Why why) implements Disruption {}

  /** Why a server is stopped. */
  enum Why {
    /** It runs an older specification. */
    UPDATE,
    /** It does not answer. */
    REPAIR,
    /** Members are not to run. */
    HIBERNATE
  }

  /** Add the member as a learner. */
  record AddLearner(String member, String peerUrl) implements Disruption {}

  /** Give a learner its vote. */
  record Promote(String member, long memberId) implements Disruption {}

  /** Take the member out of the cluster. */
  record RemoveMember(String member, long memberId) implements Disruption {}

  /** Let another member lead. */
  record MoveLeader(String member, long fromId, long toId) implements Disruption {}
}
