package io.keelson.raft;

import io.keelson.bytes.Bytes;
import io.keelson.raft.Role.Candidate;
import io.keelson.raft.Role.Follower;
import io.keelson.raft.Role.Leader;
import io.keelson.raft.quorum.Quorum;

/** Who asks for votes, and who gets them (thesis, 3.4, 9.6). */
final class Elections {
  /** Context of a request for votes that a leader asked for. */
  static final Bytes TRANSFER = Bytes.utf8("CampaignTransfer");

  private final Core core;
  private final Replicator replicator;

  Elections(Core core, Replicator replicator) {
    this.core = core;
    this.replicator = replicator;
  }

  /** Counts a tick of a member that does not lead. */
  void tick() {
    boolean isDue =
        switch (core.role()) {
          case Follower follower -> follower.tick();
          case Candidate candidate -> candidate.tick();
          case Leader ignored -> false;
        };
    if (isDue && isPromotable()) {
      campaign();
    }
  }

  /** Campaigns because nobody leads. */
  void campaign() {
    if (mayCampaign()) {
      begin(core.config().isPreVoting(), Bytes.EMPTY);
    }
  }

  /** Campaigns because the leader hands over: without asking first, nobody is disturbed by it. */
  void campaignForTransfer(Message message) {
    if (!(core.role() instanceof Follower follower)
        || follower.leader() != message.from()
        || !isPromotable()) {
      core.note("ignored MsgTimeoutNow from " + Core.hex(message.from()));
      return;
    }
    core.note(
        "[term %d] received MsgTimeoutNow from %x and starts an election to get leadership."
            .formatted(core.term(), message.from()));
    if (mayCampaign()) {
      begin(false, TRANSFER);
    }
  }

  /** Whether this member may become leader at all. */
  private boolean isPromotable() {
    return core.members().configuration().isVoter(core.id()) && !core.log().isRestoring();
  }

  private boolean mayCampaign() {
    if (core.members().hasPendingChangeTo(core.log().committedIndex())) {
      // Its own configuration may be so old that its quorum and the one in force do not meet.
      core.note(
          "cannot campaign at term "
              + core.term()
              + " since there are still pending configuration changes to apply");
      if (core.role() instanceof Follower follower) {
        follower.restartTimeout();
      }
      return false;
    }
    core.note("is starting a new election at term " + core.term());
    return true;
  }

  private void begin(boolean isPreVote, Bytes context) {
    Candidate candidate = core.stand(isPreVote);
    if (isPreVote) {
      answered(candidate, core.id(), true);
      if (core.role() != candidate) {
        return;
      }
    }
    Message.Type type = isPreVote ? Message.Type.PRE_VOTE : Message.Type.VOTE;
    long term = isPreVote ? core.term() + 1 : core.term();
    RaftLog log = core.log();
    for (long member : core.members().configuration().members()) {
      if (member == core.id() || !core.members().quorum().contains(member)) {
        continue;
      }
      core.note(
          "%s sent %s request to %x at term %d"
              .formatted(core.position(), type.text(), member, core.term()));
      core.send(
          new MessageBuilder(type, member, core.id(), term)
              .at(log.lastIndex(), log.lastTerm())
              .context(context)
              .build());
    }
  }

  /** The vote for oneself in this term is durable. */
  void ownVoteIsDurable(HardState durable) {
    if (core.role() instanceof Candidate candidate
        && !candidate.isPreVote()
        && durable.term() == core.term()
        && durable.vote() == core.id()) {
      answered(candidate, core.id(), true);
    }
  }

  /** An answer to a request for votes. */
  void receiveAnswer(Message message) {
    boolean isPreVote = message.type() == Message.Type.PRE_VOTE_RESP;
    if (!(core.role() instanceof Candidate candidate) || candidate.isPreVote() != isPreVote) {
      return;
    }
    long grantedTerm = isPreVote ? core.term() + 1 : core.term();
    if (!message.reject() && message.term() != grantedTerm) {
      core.note("ignored a vote of term " + message.term() + " at term " + core.term());
      return;
    }
    answered(candidate, message.from(), !message.reject());
  }

  private void answered(Candidate candidate, long member, boolean isGranted) {
    String type =
        (candidate.isPreVote() ? Message.Type.PRE_VOTE_RESP : Message.Type.VOTE_RESP).text();
    core.note(
        "received %s%s from %x at term %d"
            .formatted(type, isGranted ? "" : " rejection", member, core.term()));
    candidate.answered(member, isGranted);
    core.note(
        "has received %d %s votes and %d vote rejections"
            .formatted(candidate.count(true), type, candidate.count(false)));
    Quorum quorum = core.members().quorum();
    if (quorum.isReached(candidate::isGrantedBy)) {
      if (candidate.isPreVote()) {
        begin(false, Bytes.EMPTY);
      } else {
        replicator.startLeading();
      }
    } else if (!quorum.isReached(voter -> !candidate.isRefusedBy(voter))) {
      core.follow(core.term(), 0);
    }
  }

  /**
   * Whether a request for votes of a later term is not even looked at: the leader was heard within
   * the shortest election timeout, so there is nothing to elect.
   */
  boolean isLeaseHeld(Message message) {
    if (message.context().equals(TRANSFER)) {
      return false;
    }
    int elapsed =
        switch (core.role()) {
          case Follower follower ->
              follower.leader() == 0 ? Integer.MAX_VALUE : follower.elapsedTicks();
          case Candidate ignored -> Integer.MAX_VALUE;
          case Leader ignored -> 0;
        };
    int remaining = core.config().electionTicks() - elapsed;
    if (remaining <= 0) {
      return false;
    }
    core.note(
        "%s ignored %s from %x %s at term %d: lease is not expired (remaining ticks: %d)"
            .formatted(
                core.positionAndVote(),
                message.type().text(),
                message.from(),
                position(message),
                core.term(),
                remaining));
    return true;
  }

  /** A request for a vote in this term, or for a promise to vote in a later one. */
  void receiveRequest(Message message) {
    boolean isPreVote = message.type() == Message.Type.PRE_VOTE;
    boolean isFree =
        isPreVote
            ? message.term() > core.term()
            : core.vote() == message.from() || (core.vote() == 0 && core.leader() == 0);
    if (isFree && core.log().isUpToDate(message.logTerm(), message.index())) {
      noteDecision("cast", "for", message);
      if (!isPreVote) {
        core.voteFor(message.from());
        if (core.role() instanceof Follower follower) {
          follower.restartTimeout();
        }
      }
      core.send(answer(message, message.term()).build());
    } else {
      refuse(message);
    }
  }

  /** Refuses a request for a vote, telling this member's own term. */
  void refuse(Message message) {
    noteDecision("rejected", "from", message);
    core.send(answer(message, core.term()).reject().build());
  }

  private MessageBuilder answer(Message message, long term) {
    Message.Type type =
        message.type() == Message.Type.PRE_VOTE
            ? Message.Type.PRE_VOTE_RESP
            : Message.Type.VOTE_RESP;
    return new MessageBuilder(type, message.from(), core.id(), term);
  }

  private void noteDecision(String verb, String preposition, Message message) {
    core.note(
        "%s %s %s %s %x %s at term %d"
            .formatted(
                core.positionAndVote(),
                verb,
                message.type().text(),
                preposition,
                message.from(),
                position(message),
                core.term()));
  }

  private static String position(Message message) {
    return "[logterm: " + message.logTerm() + ", index: " + message.index() + "]";
  }
}
