package io.keelson.node.peer;

import io.keelson.node.agent.NanoClock;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.NetworkMetrics;

/** Whether messages get through to a member, and since when. Lives on the loop. */
final class PeerStatus {
  private final String ownId;
  private final String id;
  private final NanoClock clock;
  private final Logger log;
  private final NetworkMetrics metrics;
  private final Runnable changed;
  private boolean isActive;
  private long sinceNanos = Long.MAX_VALUE;

  /** Starts as not active; {@code changed} is run after each change. */
  PeerStatus(PeerSettings settings, long id, Runnable changed) {
    this.ownId = settings.self().idText();
    this.id = Long.toHexString(id);
    this.clock = settings.place().clock();
    this.log = settings.log();
    this.metrics = settings.metrics();
    this.changed = changed;
  }

  boolean isActive() {
    return isActive;
  }

  /** When it became active, in nanoseconds of the node's clock; the largest number if it is not. */
  long sinceNanos() {
    return sinceNanos;
  }

  /** Something got through. */
  void activate() {
    if (isActive) {
      return;
    }
    isActive = true;
    sinceNanos = clock.nanoTime();
    log.info("peer became active", Field.of("peer-id", id));
    metrics.activePeers.with(ownId, id).inc();
    changed.run();
  }

  /**
   * Something did not get through.
   *
   * @param action such as {@code dial}
   * @param source such as {@code stream Message}
   */
  void deactivate(String action, String source, String reason) {
    String error = "failed to %s %s on %s (%s)".formatted(action, id, source, reason);
    if (!isActive) {
      log.debug("peer deactivated again", Field.of("peer-id", id), Field.error(error));
      return;
    }
    log.warn(
        "peer became inactive (message send to peer failed)",
        Field.of("peer-id", id),
        Field.error(error));
    metrics.disconnectedPeers.with(ownId, id).inc();
    quit();
  }

  /** The member is no longer looked after. */
  void quit() {
    if (isActive) {
      isActive = false;
      sinceNanos = Long.MAX_VALUE;
      metrics.activePeers.with(ownId, id).dec();
      changed.run();
    }
  }
}
