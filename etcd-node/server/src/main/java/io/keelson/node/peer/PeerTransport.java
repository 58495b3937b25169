package io.keelson.node.peer;

import io.keelson.node.agent.Latest;
import io.keelson.node.link.Peer;
import io.keelson.node.link.PeerHandler;
import io.keelson.node.link.PeerLink;
import io.keelson.node.link.SnapshotBody;
import io.keelson.node.log.Field;
import io.keelson.raft.Message;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way to the other members, as upstream's servers speak it. Every member dials two streams at
 * every other, on which the other sends; what has no stream is posted.
 *
 * <p>{@link PeerListener} brings what others send and the streams they dial. All state lives on one
 * event loop.
 */
public final class PeerTransport implements PeerLink, AutoCloseable {
  private static final int BATCHES_MAX = 4096;
  private static final int STRANGERS_MAX = 32;
  private static final long CLOSE_MILLIS_MAX = 2_000;

  private final PeerSettings settings;
  private final PeerHandler handler;
  private final Handover<List<Message>> handover;
  private final Map<Long, RemotePeer> members = new LinkedHashMap<>();
  private final Map<Long, RemotePeer> strangers = new LinkedHashMap<>();
  private final Set<RemotePeer> unflushed = new LinkedHashSet<>();
  private final Latest<Map<Long, Long>> activeSince = new Latest<>(Map.of());
  private boolean isClosed;

  /** Starts with no other members; {@link #peers} brings them. */
  public PeerTransport(PeerSettings settings, PeerHandler handler) {
    this.settings = settings;
    this.handler = handler;
    this.handover = new Handover<>(BATCHES_MAX, settings.place().loop(), this::route, this::flush);
  }

  @Override
  public void send(List<Message> messages) {
    if (!messages.isEmpty() && !handover.offer(messages)) {
      messages.stream().mapToLong(Message::to).distinct().forEach(handler::unreachable);
    }
  }

  @Override
  public void sendSnapshot(Message message, SnapshotBody body) {
    try {
      settings.place().loop().execute(() -> startSnapshot(message, body));
    } catch (RejectedExecutionException stopped) {
      RemotePeer.refuse(settings, handler, message.to(), body);
    }
  }

  @Override
  public void peers(List<Peer> others) {
    List<Peer> wanted = List.copyOf(others);
    try {
      settings.place().loop().execute(() -> update(wanted));
    } catch (RejectedExecutionException stopped) {
      // Nothing is connected any more.
      return;
    }
  }

  @Override
  public long activeSinceNanos(long member) {
    return activeSince.get().getOrDefault(member, Long.MAX_VALUE);
  }

  /** Ends all connections; afterwards nothing is sent. Not on an event loop. */
  @Override
  public void close() {
    try {
      settings
          .place()
          .loop()
          .submit(this::stopAll)
          .awaitUninterruptibly(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopped) {
      // The loop has ended, and its connections with it.
      return;
    }
  }

  private void stopAll() {
    isClosed = true;
    List<RemotePeer> all = new ArrayList<>(members.values());
    all.addAll(strangers.values());
    members.clear();
    strangers.clear();
    all.forEach(RemotePeer::stop);
    publishActive();
  }

  private void route(List<Message> messages) {
    for (Message message : messages) {
      RemotePeer peer = members.get(message.to());
      if (peer == null) {
        peer = strangers.get(message.to());
      }
      if (peer != null) {
        peer.send(message);
        unflushed.add(peer);
      } else if (!isClosed && message.to() != 0) {
        settings
            .log()
            .debug(
                "ignored message send request; unknown remote peer target",
                Field.of("type", message.type().name()),
                Field.hex("unknown-target-peer-id", message.to()));
      }
    }
  }

  private void flush() {
    unflushed.forEach(RemotePeer::flush);
    unflushed.clear();
  }

  private void startSnapshot(Message message, SnapshotBody body) {
    RemotePeer peer = members.get(message.to());
    if (peer == null) {
      RemotePeer.refuse(settings, handler, message.to(), body);
    } else {
      peer.sendSnapshot(message, body);
    }
  }

  private void update(List<Peer> others) {
    if (isClosed) {
      return;
    }
    Map<Long, Peer> wanted = new LinkedHashMap<>();
    for (Peer peer : others) {
      if (peer.id() != settings.self().id()) {
        wanted.put(peer.id(), peer);
      }
    }
    for (Long id : List.copyOf(members.keySet())) {
      RemotePeer known = members.get(id);
      Peer peer = wanted.remove(id);
      if (known != null && peer == null) {
        members.remove(id);
        known.stop();
        settings
            .log()
            .info(
                "removed remote peer",
                Field.of("local-member-id", settings.self().idText()),
                Field.hex("removed-remote-peer-id", id));
      } else if (known != null && peer != null) {
        known.move(peer.urls());
      }
    }
    wanted.values().forEach(this::add);
    publishActive();
  }

  private void add(Peer peer) {
    RemotePeer stranger = strangers.remove(peer.id());
    if (stranger != null) {
      stranger.stop();
    }
    RemotePeer added = create(peer.id(), peer.urls());
    members.put(peer.id(), added);
    added.start();
    settings
        .log()
        .info(
            "added remote peer",
            Field.of("local-member-id", settings.self().idText()),
            Field.hex("remote-peer-id", peer.id()),
            Field.of("remote-peer-urls", peer.urls()));
  }

  private RemotePeer create(long id, List<String> urls) {
    return new RemotePeer(settings, handler, id, urls, this::received, this::publishActive);
  }

  private void publishActive() {
    Map<Long, Long> since = new LinkedHashMap<>();
    members.forEach(
        (id, peer) -> {
          if (peer.status().isActive()) {
            since.put(id, peer.status().sinceNanos());
          }
        });
    activeSince.publish(since);
  }

  PeerSettings settings() {
    return settings;
  }

  PeerHandler handler() {
    return handler;
  }

  /** Whether a member is among those that {@link #peers} named. On the loop. */
  boolean knows(long member) {
    return members.containsKey(member);
  }

  /** A member has dialled a stream; null if it is not known. On the loop. */
  @Nullable OutgoingStream attach(StreamType type, long member, Channel channel) {
    RemotePeer peer = members.get(member);
    return peer == null ? null : peer.attach(type, channel);
  }

  /**
   * Remembers where a sender can be reached that is not a known member: it may have been added
   * without this member having heard of it yet. Only few are remembered, the newest. On the loop.
   */
  void meet(long id, List<String> urls) {
    boolean isKnown = members.containsKey(id) || strangers.containsKey(id);
    if (isClosed || isKnown || urls.isEmpty() || id == 0 || id == settings.self().id()) {
      return;
    }
    if (strangers.size() >= STRANGERS_MAX) {
      Long oldest = strangers.keySet().iterator().next();
      RemotePeer dropped = strangers.remove(oldest);
      if (dropped != null) {
        dropped.stop();
      }
    }
    strangers.put(id, create(id, urls));
    settings
        .log()
        .info(
            "added new remote peer",
            Field.of("local-member-id", settings.self().idText()),
            Field.hex("remote-peer-id", id),
            Field.of("remote-peer-urls", urls));
  }

  /** Takes a message from a stream: what is not meant for this member is dropped. On the loop. */
  void received(Message message) {
    if (handler.isRemoved(message.from())) {
      settings
          .log()
          .warn(
              "rejected Raft message from removed member",
              Field.of("local-member-id", settings.self().idText()),
              Field.hex("removed-member-id", message.from()));
    } else if (message.to() != settings.self().id() || message.type() == Message.Type.SNAP) {
      settings
          .log()
          .warn(
              "rejected Raft message to mismatch member",
              Field.of("local-member-id", settings.self().idText()),
              Field.hex("mismatch-member-id", message.to()));
    } else {
      handler.received(message);
    }
  }
}
