package io.keelson.node.main;

import io.keelson.node.config.RaftConfig;
import io.keelson.node.link.PeerLink;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.Member;
import java.time.Duration;

/**
 * Shortens the first election timeout of a member that has just started, as {@code
 * --initial-election-tick-advance} says: once more than one other member is connected, or never,
 * all but two ticks are passed over. A member that alone decides campaigns at once anyhow.
 */
final class ElectionAdvance {
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int LOOKS_MAX = 100;
  private static final int TICKS_LEFT = 2;

  private final NodeAssembly node;
  private final RaftConfig config;
  private final Logger log;
  private int looks;

  ElectionAdvance(NodeAssembly node, Logger log) {
    this.node = node;
    this.config = node.config().raft();
    this.log = log;
  }

  /** Begins to look for the others; ends by itself. */
  void start() {
    // A founder knows the members a moment later, when it has applied its first entries.
    node.timers().after(PAUSE, this::begin);
  }

  private void begin() {
    if (node.members().membership().members().size() == 1) {
      return;
    }
    Field ticks = Field.of("election-ticks", config.electionTicks());
    if (!config.initialElectionTickAdvance()) {
      log.info("skipping initial election tick advance", ticks);
      return;
    }
    log.info("starting initial election tick advance", ticks);
    look();
  }

  private void look() {
    long self = node.identity().nodeId();
    PeerLink link = node.link();
    long active =
        node.members().membership().members().stream()
            .map(Member::id)
            .filter(id -> id != self && link.activeSinceNanos(id) != Long.MAX_VALUE)
            .count();
    looks++;
    if (active > 1) {
      advance(active);
    } else if (looks < LOOKS_MAX) {
      node.timers().after(PAUSE, this::look);
    }
  }

  private void advance(long active) {
    int ticks = config.electionTicks() - TICKS_LEFT;
    log.info(
        "initialized peer connections; fast-forwarding election ticks",
        Field.hex("local-member-id", node.identity().nodeId()),
        Field.of("forward-ticks", ticks),
        Field.of("forward-duration", Duration.ofMillis(ticks * config.heartbeatMillis())),
        Field.of("election-ticks", config.electionTicks()),
        Field.of("election-timeout", Duration.ofMillis(config.electionMillis())),
        Field.of("active-remote-members", active));
    node.replica().skipElectionTicks(ticks);
  }
}
