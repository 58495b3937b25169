package io.keelson.node.main;

import io.keelson.node.corruption.PeerHash;
import io.keelson.node.link.Peer;
import io.keelson.node.link.PeerCalls;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks other members for the hashes of their history. Any thread. */
final class PeerHashes {
  static final String COMPACTED = "mvcc: required revision has been compacted";
  static final String FUTURE_REVISION = "mvcc: required revision is a future revision";
  private static final String OTHER_CLUSTER = "cluster ID mismatch";
  private static final String PATH = "/members/hashkv";
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int PRECONDITION_FAILED = 412;

  private final PeerCalls calls;
  private final Duration timeout;
  private final Logger log;

  /**
   * Asks by way of the peer port.
   *
   * @param timeout for one request; hashing much history takes long
   */
  PeerHashes(PeerCalls calls, Duration timeout, Logger log) {
    this.calls = calls;
    this.timeout = timeout;
    this.log = log;
  }

  /**
   * Asks members for their hash up to a revision, 0 for the current one of each.
   *
   * @param answered called once, when all have answered or failed, with one answer for each in
   *     their order, on a thread that must not be blocked
   */
  void ask(List<Peer> others, long revision, Consumer<List<PeerHash>> answered) {
    if (others.isEmpty()) {
      answered.accept(List.of());
      return;
    }
    Round round = new Round(others.size(), answered);
    for (int i = 0; i < others.size(); i++) {
      Peer peer = others.get(i);
      int place = i;
      ask(
          peer,
          0,
          revision,
          new PeerHash.Silent(peer.id(), "it has no peer URL"),
          answer -> round.put(place, answer));
    }
  }

  /** The same for a thread that may wait. */
  List<PeerHash> await(List<Peer> others, long revision) throws InterruptedException {
    CompletableFuture<List<PeerHash>> answers = new CompletableFuture<>();
    ask(others, revision, answers::complete);
    int urls = others.stream().mapToInt(peer -> peer.urls().size()).max().orElse(0);
    try {
      // Each request has its own limit; this one is for calls that never come back.
      return answers.get(timeout.toNanos() * (urls + 1), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return others.stream()
          .map(peer -> (PeerHash) new PeerHash.Silent(peer.id(), "no answer in time"))
          .toList();
    }
  }

  /** Answers that come in any order, on any thread. */
  private static final class Round {
    private final @Nullable PeerHash[] answers;
    private final Consumer<List<PeerHash>> answered;
    private int missing;

    Round(int size, Consumer<List<PeerHash>> answered) {
      this.answers = new @Nullable PeerHash[size];
      this.answered = answered;
      this.missing = size;
    }

    void put(int place, PeerHash answer) {
      List<PeerHash> all = new ArrayList<>();
      synchronized (this) {
        if (answers[place] != null) {
          return;
        }
        answers[place] = answer;
        missing--;
        if (missing > 0) {
          return;
        }
        for (PeerHash each : answers) {
          if (each != null) {
            all.add(each);
          }
        }
      }
      answered.accept(List.copyOf(all));
    }
  }

  /** Tries one URL after the other until one gives a hash; else the last answer counts. */
  private void ask(
      Peer peer, int urlIndex, long revision, PeerHash last, Consumer<PeerHash> answered) {
    if (urlIndex == peer.urls().size()) {
      answered.accept(last);
      return;
    }
    String url = peer.urls().get(urlIndex);
    calls.call(
        url,
        new PeerCalls.Request(
            "GET", PATH, "application/json", HashJson.encodeRequest(revision), timeout),
        outcome -> {
          PeerHash answer = read(peer.id(), outcome);
          if (answer instanceof PeerHash.Hashed) {
            answered.accept(answer);
            return;
          }
          log.warn(
              "failed hash kv request",
              Field.of("requested-revision", revision),
              Field.of("remote-peer-endpoint", url),
              Field.error(describe(answer)));
          ask(peer, urlIndex + 1, revision, answer, answered);
        });
  }

  private static PeerHash read(long member, PeerCalls.Outcome outcome) {
    return switch (outcome) {
      case PeerCalls.Failed failed -> new PeerHash.Silent(member, failed.error());
      case PeerCalls.Answered answered -> read(member, answered);
    };
  }

  private static PeerHash read(long member, PeerCalls.Answered answered) {
    String text = answered.body().utf8();
    if (answered.status() == OK) {
      try {
        HashJson.Answer answer = HashJson.decode(answered.body());
        return new PeerHash.Hashed(member, answer.revision(), answer.hash());
      } catch (IllegalArgumentException e) {
        return new PeerHash.Silent(member, "malformed answer: " + e.getMessage());
      }
    }
    if (answered.status() == BAD_REQUEST && text.contains(COMPACTED)) {
      return new PeerHash.Refused(member, PeerHash.Reason.COMPACTED);
    }
    if (answered.status() == BAD_REQUEST && text.contains(FUTURE_REVISION)) {
      return new PeerHash.Refused(member, PeerHash.Reason.FUTURE_REVISION);
    }
    if (answered.status() == PRECONDITION_FAILED && text.contains(OTHER_CLUSTER)) {
      return new PeerHash.Refused(member, PeerHash.Reason.OTHER_CLUSTER);
    }
    return new PeerHash.Silent(member, "unknown error: " + text.strip());
  }

  /** For a person. */
  static String describe(PeerHash answer) {
    return switch (answer) {
      case PeerHash.Hashed hashed -> hashed.hash().toString();
      case PeerHash.Silent silent -> silent.error();
      case PeerHash.Refused refused ->
          switch (refused.reason()) {
            case COMPACTED -> COMPACTED;
            case FUTURE_REVISION -> FUTURE_REVISION;
            case OTHER_CLUSTER -> OTHER_CLUSTER;
          };
    };
  }
}
