package io.keelson.node.main;

import io.keelson.node.corruption.InitialRule;
import io.keelson.node.corruption.PeerHash;
import io.keelson.node.link.Peer;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.mvcc.KeyValueHash;
import java.util.List;

/**
 * Compares the store of a member that starts again with the other members' before it serves
 * anybody. Members that do not answer do not stop it: a whole cluster may be starting.
 */
final class InitialCheck {
  private final long self;
  private final HashSource hashes;
  private final PeerHashes peers;
  private final Logger log;

  InitialCheck(long self, HashSource hashes, PeerHashes peers, Logger log) {
    this.self = self;
    this.hashes = hashes;
    this.peers = peers;
    this.log = log;
  }

  /**
   * Asks all others and waits.
   *
   * @return {@link InitialRule.Outcome#OUTVOTED} if the store must be repaired before serving
   * @throws StartException if data differ and nobody can tell whose are right
   */
  InitialRule.Outcome run(List<Peer> others) throws StartException, InterruptedException {
    log.info(
        "starting initial corruption check", Field.of("local-member-id", Long.toHexString(self)));
    if (!(hashes.at(0) instanceof HashSource.Hashed own)) {
      throw new StartException(Long.toHexString(self) + " failed to fetch hash");
    }
    KeyValueHash ours = own.hash();
    List<PeerHash> answers = peers.await(others, ours.revision());
    answers.forEach(answer -> tell(ours, answer));
    InitialRule.Outcome outcome = InitialRule.judge(self, ours, answers);
    switch (outcome) {
      case PASSED ->
          log.info(
              "initial corruption checking passed; no corruption",
              Field.of("local-member-id", Long.toHexString(self)));
      case OUTVOTED ->
          log.error(
              "a majority of the members has other data than this one at the same revision",
              Field.of("local-member-id", Long.toHexString(self)),
              Field.of("local-member-revision", ours.revision()));
      case UNDECIDED ->
          throw new StartException(
              Long.toHexString(self)
                  + " found data inconsistency with peers, and no majority has the same data: find"
                  + " out which member is right, and replace the others");
    }
    return outcome;
  }

  private void tell(KeyValueHash ours, PeerHash answer) {
    switch (answer) {
      case PeerHash.Hashed hashed -> {
        if (hashed.hash().hash() != ours.hash()) {
          boolean isComparable = hashed.hash().compactRevision() == ours.compactRevision();
          log.warn(
              isComparable
                  ? "found different hash values from remote peer"
                  : "found different compact revision values from remote peer",
              Field.of("local-member-id", Long.toHexString(self)),
              Field.of("local-member-revision", ours.revision()),
              Field.of("local-member-compact-revision", ours.compactRevision()),
              Field.of("local-member-hash", ours.hash()),
              Field.of("remote-peer-id", Long.toHexString(answer.member())),
              Field.of("remote-peer-revision", hashed.revision()),
              Field.of("remote-peer-compact-revision", hashed.hash().compactRevision()),
              Field.of("remote-peer-hash", hashed.hash().hash()));
        }
      }
      case PeerHash.Refused refused -> {
        String text =
            switch (refused.reason()) {
              case FUTURE_REVISION -> "cannot fetch hash from slow remote peer";
              case COMPACTED -> "cannot fetch hash from remote peer; local member is behind";
              case OTHER_CLUSTER -> "cluster ID mismatch";
            };
        log.warn(
            text,
            Field.of("local-member-id", Long.toHexString(self)),
            Field.of("local-member-revision", ours.revision()),
            Field.of("remote-peer-id", Long.toHexString(answer.member())));
      }
      case PeerHash.Silent _ -> {
        // Told when it was asked.
      }
    }
  }
}
