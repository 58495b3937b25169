package io.keelson.node.main;

import io.keelson.bytes.Bytes;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.apply.PendingRequests.Completion;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.command.Refusal;
import io.keelson.node.config.EtcdUrl;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * Tells the cluster this member's name and where clients reach it. A member serves clients only
 * when that is applied: by then it has a leader and everything committed before.
 */
final class Publication {
  private static final long PAUSE_MILLIS = 5;

  private final NodeAssembly node;
  private final ServerConfig config;
  private final Proposal proposal;
  private final Logger log;

  Publication(NodeAssembly node, Logger log) {
    this(node, node.replica().proposer()::propose, log);
  }

  /** Proposes otherwise than by this member's own log. */
  Publication(NodeAssembly node, Proposal proposal, Logger log) {
    this.node = node;
    this.config = node.config();
    this.proposal = proposal;
    this.log = log;
  }

  /** Where a publication is proposed. */
  @FunctionalInterface
  interface Proposal {
    void propose(LongFunction<Bytes> encode, Completion completion);
  }

  /** Tries until it is done. */
  void run() throws InterruptedException {
    while (true) {
      ApplyResult result = propose();
      if (result instanceof ApplyResult.Refused(Refusal refusal)) {
        // While much of the log is still to be applied requests are refused at once: no failure.
        if (refusal == Refusal.TOO_MANY_REQUESTS) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
          continue;
        }
        log.warn(
            "failed to publish local member to cluster through raft",
            Field.of("local-member-id", Long.toHexString(node.identity().nodeId())),
            Field.of("local-member-attributes", attributes()),
            Field.of("publish-timeout", config.raft().requestTimeout()),
            Field.error(refusal.toString()));
      } else {
        log.info(
            "published local member to cluster through raft",
            Field.of("local-member-id", Long.toHexString(node.identity().nodeId())),
            Field.of("local-member-attributes", attributes()),
            Field.of("cluster-id", Long.toHexString(node.identity().clusterId())),
            Field.of("publish-timeout", config.raft().requestTimeout()));
        return;
      }
    }
  }

  private ApplyResult propose() throws InterruptedException {
    BlockingQueue<ApplyResult> results = new ArrayBlockingQueue<>(1);
    proposal.propose(
        id ->
            CommandCodec.encodeMemberAttributesSet(
                id, node.identity().nodeId(), config.member().name(), clientUrls()),
        results::add);
    return results.take();
  }

  private List<String> clientUrls() {
    return EtcdUrl.texts(config.listen().advertiseClientUrls());
  }

  private String attributes() {
    return "{Name:%s ClientURLs:[%s]}"
        .formatted(config.member().name(), String.join(" ", clientUrls()));
  }
}
