package io.keelson.node.main;

import io.keelson.node.link.Peer;
import io.keelson.node.link.PeerCalls;
import io.keelson.node.link.PeerHandler;
import io.keelson.node.link.PeerLink;
import io.keelson.node.link.SnapshotBody;
import io.keelson.node.link.StateSource;
import io.keelson.node.wal.WalMetadata;
import io.keelson.raft.Message;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** How a member gets its way to the others, once it knows who it is. */
interface Network {
  /**
   * Prepares the way; nothing is sent before {@link PeerLink#peers} names somebody. Called once.
   *
   * @param self member and cluster
   * @param handler hears what the others send
   */
  PeerLink connect(WalMetadata self, PeerHandler handler);

  /** Single requests to other members. */
  PeerCalls calls();

  /**
   * The way to the others before {@link #connect}: they are asked, and hear of nothing.
   *
   * @param self member and cluster in whose name they are asked
   */
  Inquiry inquire(WalMetadata self);

  /**
   * What others can be asked.
   *
   * @param calls for their pages
   * @param states for their state machines
   */
  record Inquiry(PeerCalls calls, StateSource states) {}

  /** There are no others. */
  static Network none() {
    return new None();
  }

  /** A network of one. */
  final class None implements Network, PeerLink, PeerCalls {
    private None() {}

    @Override
    public PeerLink connect(WalMetadata self, PeerHandler handler) {
      return this;
    }

    @Override
    public PeerCalls calls() {
      return this;
    }

    @Override
    public Inquiry inquire(WalMetadata self) {
      return new Inquiry(
          this,
          (baseUrl, idleTimeout, target) -> {
            throw new IOException("there is no network");
          });
    }

    @Override
    public void call(String baseUrl, Request request, Consumer<Outcome> answered) {
      answered.accept(new Failed("there is no network", false));
    }

    @Override
    public void send(List<Message> messages) {
      // Raft has nobody to send to.
    }

    @Override
    public void sendSnapshot(Message message, SnapshotBody body) {
      body.close();
    }

    @Override
    public void peers(List<Peer> others) {
      // There are none.
    }

    @Override
    public long activeSinceNanos(long member) {
      return Long.MAX_VALUE;
    }
  }
}
