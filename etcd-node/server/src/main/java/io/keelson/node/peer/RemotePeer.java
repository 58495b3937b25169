package io.keelson.node.peer;

import io.keelson.node.link.PeerHandler;
import io.keelson.node.link.SnapshotBody;
import io.keelson.node.log.Field;
import io.keelson.raft.Message;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Another member and all ways to and from it. One that is only known from its own requests has no
 * streams: messages go to it as single posts. Lives on the loop.
 */
final class RemotePeer {
  private final Link link;
  private final Pipeline pipeline;
  private final Map<StreamType, OutgoingStream> outgoing = new EnumMap<>(StreamType.class);
  private final List<IncomingStream> incoming = new ArrayList<>();
  private final Prober prober;
  private @Nullable SnapshotSender snapshot;
  private boolean isDropping;

  /** Not started yet; {@code changed} is run when the member becomes active or inactive. */
  RemotePeer(
      PeerSettings settings,
      PeerHandler handler,
      long id,
      List<String> urls,
      Consumer<Message> received,
      Runnable changed) {
    link =
        new Link(id, settings, handler, new UrlChoice(urls), new PeerStatus(settings, id, changed));
    Dialler dialler = new Dialler(settings);
    pipeline = new Pipeline(link, dialler);
    prober = new Prober(link, dialler);
    for (StreamType type : StreamType.values()) {
      incoming.add(new IncomingStream(type, link, dialler, received));
    }
  }

  PeerStatus status() {
    return link.status();
  }

  /** Starts to dial. Not for those known from their requests only. */
  void start() {
    link.log().info("starting remote peer", link.remoteField());
    incoming.forEach(IncomingStream::start);
    prober.start();
    link.log().info("started remote peer", link.remoteField());
  }

  /** Ends all connections. */
  void stop() {
    link.log().info("stopping remote peer", link.remoteField());
    incoming.forEach(IncomingStream::stop);
    List.copyOf(outgoing.values()).forEach(OutgoingStream::quit);
    prober.stop();
    pipeline.stop();
    if (snapshot != null) {
      snapshot.stop();
    }
    link.status().quit();
    link.log().info("stopped remote peer", link.remoteField());
  }

  /** The member listens elsewhere from now on. */
  void move(List<String> urls) {
    link.urls().replace(urls);
  }

  /** The member has dialled a stream; it replaces an older one. */
  OutgoingStream attach(StreamType type, Channel channel) {
    OutgoingStream older = outgoing.get(type);
    if (older != null) {
      older.quit();
    }
    OutgoingStream[] self = new OutgoingStream[1];
    OutgoingStream stream =
        new OutgoingStream(type, link, channel, () -> outgoing.remove(type, self[0]));
    self[0] = stream;
    outgoing.put(type, stream);
    return stream;
  }

  /** Queues a message where it belongs. {@link #flush} sends it. */
  void send(Message message) {
    OutgoingStream stream =
        message.type() == Message.Type.APP ? outgoing.get(StreamType.APP) : null;
    if (stream == null) {
      stream = outgoing.get(StreamType.MESSAGE);
    }
    boolean isTaken = stream == null ? pipeline.offer(message) : stream.offer(message);
    if (isTaken) {
      isDropping = false;
      return;
    }
    if (!isDropping) {
      isDropping = true;
      link.log()
          .warn(
              "dropped internal Raft message since sending buffer is full",
              Field.of("message-type", message.type().name()),
              link.localField(),
              Field.hex("from", message.from()),
              link.remoteField(),
              Field.of("remote-peer-name", stream == null ? "pipeline" : stream.type().display()),
              Field.of("remote-peer-active", link.status().isActive()));
    }
    link.failed();
  }

  /** Writes what was queued. */
  void flush() {
    outgoing.values().forEach(OutgoingStream::flush);
  }

  /** Sends a state machine, unless one is on its way. */
  void sendSnapshot(Message message, SnapshotBody body) {
    if (snapshot != null) {
      refuse(link.settings(), link.handler(), link.id(), body);
      return;
    }
    SnapshotSender sender = new SnapshotSender(link, message, body, () -> snapshot = null);
    snapshot = sender;
    sender.start();
  }

  /** Says that a state machine will not be sent. */
  static void refuse(PeerSettings settings, PeerHandler handler, long member, SnapshotBody body) {
    try {
      settings.place().blocking().execute(body::close);
    } catch (RejectedExecutionException stopping) {
      body.close();
    }
    handler.snapshotSent(member, false);
  }
}
