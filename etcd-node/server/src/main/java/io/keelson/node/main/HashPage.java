package io.keelson.node.main;

import io.keelson.bytes.Bytes;
import io.keelson.node.command.Refusal;
import io.keelson.node.link.PeerPages.Page;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** {@code GET /members/hashkv}: tells other members the hash of this one's history. Any thread. */
final class HashPage {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int UNAVAILABLE = 503;

  private final HashSource hashes;
  private final Executor worker;
  private final Logger log;

  /**
   * Answers.
   *
   * @param worker runs what takes long; may refuse
   */
  HashPage(HashSource hashes, Executor worker, Logger log) {
    this.hashes = hashes;
    this.worker = worker;
    this.log = log;
  }

  /** Answers once, at once or later; does not block. */
  void answer(Bytes body, Consumer<Page> answer) {
    long revision;
    try {
      revision = HashJson.decodeRequest(body);
    } catch (IllegalArgumentException e) {
      log.warn("failed to unmarshal request", Field.error(e));
      answer.accept(error(BAD_REQUEST, "error unmarshalling request"));
      return;
    }
    try {
      worker.execute(() -> answer.accept(page(revision)));
    } catch (RejectedExecutionException e) {
      answer.accept(error(UNAVAILABLE, "too many requests"));
    }
  }

  private Page page(long revision) {
    return switch (hashes.at(revision)) {
      case HashSource.Hashed hashed ->
          new Page(
              OK,
              "application/json",
              HashJson.encode(new HashJson.Answer(hashed.hash(), hashed.revision())));
      case HashSource.Refused refused -> {
        String text = text(refused.refusal());
        log.warn(
            "failed to get hashKV", Field.of("requested-revision", revision), Field.error(text));
        yield error(BAD_REQUEST, text);
      }
    };
  }

  private static String text(Refusal refusal) {
    return refusal == Refusal.COMPACTED ? PeerHashes.COMPACTED : PeerHashes.FUTURE_REVISION;
  }

  private static Page error(int status, String text) {
    return new Page(status, "text/plain; charset=utf-8", Bytes.utf8(text + "\n"));
  }
}
