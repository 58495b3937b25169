package io.keelson.node.peer;

import io.keelson.node.link.PeerHandler;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.Counter;
import io.netty.channel.EventLoop;

/**
 * What all ways to one member share. Lives on the loop.
 *
 * @param id of the member
 */
record Link(
    long id, PeerSettings settings, PeerHandler handler, UrlChoice urls, PeerStatus status) {
  EventLoop loop() {
    return settings.place().loop();
  }

  Logger log() {
    return settings.log();
  }

  /** The member's id as paths, labels and log lines have it. */
  String idText() {
    return Long.toHexString(id);
  }

  Field localField() {
    return Field.of("local-member-id", settings.self().idText());
  }

  Field remoteField() {
    return Field.of("remote-peer-id", idText());
  }

  Counter sentBytes() {
    return settings.metrics().peerSentBytes.with(idText());
  }

  /** Tells Raft that messages did not get through. */
  void failed() {
    settings.metrics().peerSentFailures.with(idText()).inc();
    handler.unreachable(id);
  }

  /**
   * Looks at the answer to a message.
   *
   * @return empty if the message was taken, else why not
   */
  String refusal(int status, String body, String clusterId) {
    String text = body.strip();
    return switch (status) {
      case 204 -> "";
      case 403 -> {
        handler.removedSays(id);
        yield "the member has been permanently removed from the cluster";
      }
      case 412 -> {
        if (text.equals(PeerHeaders.INCOMPATIBLE)) {
          log().error("request sent was ignored by peer", remoteField());
        } else if (text.equals(PeerHeaders.CLUSTER_MISMATCH)) {
          log()
              .error(
                  "request sent was ignored due to cluster ID mismatch",
                  remoteField(),
                  Field.of("remote-peer-cluster-id", clusterId),
                  Field.of("local-member-cluster-id", settings.self().clusterText()));
        }
        yield text;
      }
      default -> "unexpected http status " + status + " while posting";
    };
  }
}
