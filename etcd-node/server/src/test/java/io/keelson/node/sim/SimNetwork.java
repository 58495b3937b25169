package io.keelson.node.sim;

import io.keelson.node.link.Peer;
import io.keelson.node.link.PeerCalls;
import io.keelson.node.link.PeerHandler;
import io.keelson.node.link.PeerLink;
import io.keelson.node.link.SnapshotBody;
import io.keelson.raft.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The network among members. Messages of a pair come in order and soon, but for those that are
 * lost, doubled or late as the profile says, and those that a cut stops. Proposals are never
 * doubled: no transport does that, and a proposal that comes twice is two proposals.
 */
final class SimNetwork {
  private static final long MICRO = 1000;
  private static final long MILLI = 1_000_000;

  private final SimWorld world;
  private final RandomGenerator random;
  private final TreeMap<Long, Port> ports = new TreeMap<>();
  private final TreeMap<Long, TreeSet<Long>> cuts = new TreeMap<>();
  private final Map<Long, Long> lastArrival = new HashMap<>();

  SimNetwork(SimWorld world, RandomGenerator random) {
    this.world = world;
    this.random = random;
  }

  /** Plugs a process in; the one before it of the same member is unplugged. */
  PeerLink connect(long id, SimProcess process, PeerHandler handler) {
    Port port = new Port(id, process, handler);
    ports.put(id, port);
    return port;
  }

  /** The network as a process sees it. */
  SimLinks of(SimProcess process) {
    return new SimLinks() {
      @Override
      public PeerLink connect(long member, PeerHandler handler) {
        return SimNetwork.this.connect(member, process, handler);
      }

      @Override
      public PeerCalls calls() {
        return (url, request, answered) ->
            process.after(
                latencyNanos(),
                () -> answered.accept(new PeerCalls.Failed("no pages are simulated", false)));
      }
    };
  }

  /** Nothing comes from a member to another one any more. */
  void cut(long from, long to) {
    if (from != to) {
      cuts.computeIfAbsent(from, key -> new TreeSet<>()).add(to);
    }
  }

  /** Everything comes through again. */
  void mend() {
    cuts.clear();
  }

  private boolean isCut(long from, long to) {
    @Nullable TreeSet<Long> none = cuts.get(from);
    return none != null && none.contains(to);
  }

  /** The process that listens as a member, or null. */
  @Nullable Port listening(long id) {
    @Nullable Port port = ports.get(id);
    return port != null && port.process.isAlive() ? port : null;
  }

  private SimProfile.Messages faults() {
    return world.profile().messages();
  }

  private boolean happens(double chance) {
    return world.isFaulty() && SimProfile.happens(random, chance);
  }

  private long latencyNanos() {
    return 100 * MICRO + random.nextLong(400 * MICRO);
  }

  /** When a message that leaves now arrives: behind those before it unless it is overtaken. */
  private long arrivalNanos(long from, long to) {
    long now = world.scheduler().nowNanos();
    if (happens(faults().delayed())) {
      world.coverage().hit("message late");
      return now + latencyNanos() + random.nextLong(faults().delayMillisMax() * MILLI);
    }
    long pair = from * 1_000_003 + to;
    long arrival = Math.max(now + latencyNanos(), lastArrival.getOrDefault(pair, 0L) + 1);
    lastArrival.put(pair, arrival);
    return arrival;
  }

  private void carry(Port from, Message message) {
    long to = message.to();
    if (message.type() == Message.Type.VOTE_RESP && !message.reject()) {
      world.voted(from.id, message.term(), to);
    }
    if (isCut(from.id, to)) {
      world.coverage().hit("message cut off");
      from.unreachable(to);
      return;
    }
    if (happens(faults().lost())) {
      world.coverage().hit("message lost");
      return;
    }
    arriveLater(message);
    boolean mayDouble = message.type() != Message.Type.PROP;
    if (mayDouble && happens(faults().doubled())) {
      world.coverage().hit("message doubled");
      arriveLater(message);
    }
  }

  private void arriveLater(Message message) {
    world.scheduler().at(arrivalNanos(message.from(), message.to()), () -> arrive(message));
  }

  private void arrive(Message message) {
    @Nullable Port target = listening(message.to());
    @Nullable Port source = listening(message.from());
    if (target == null) {
      if (source != null) {
        source.unreachable(message.to());
      }
      return;
    }
    world
        .trace()
        .note(
            Long.toHexString(message.from()),
            message.type().name(),
            message.to() + " term " + message.term() + " index " + message.index());
    target.process.enter(
        () -> {
          if (target.handler.isRemoved(message.from())) {
            world.coverage().hit("message from a removed member");
            if (source != null) {
              source.removedSays(message.to());
            }
            return;
          }
          target.callers.add(message.from());
          target.handler.received(message);
        });
  }

  /** A member's end of the network, in one of its lives. */
  final class Port implements PeerLink {
    private final long id;
    private final SimProcess process;
    private final PeerHandler handler;
    private TreeSet<Long> known = new TreeSet<>();

    /** Who has sent something: it told its URLs with it, so it can be answered. */
    private final TreeSet<Long> callers = new TreeSet<>();

    Port(long id, SimProcess process, PeerHandler handler) {
      this.id = id;
      this.process = process;
      this.handler = handler;
    }

    SimProcess process() {
      return process;
    }

    PeerHandler handler() {
      return handler;
    }

    @Override
    public void send(List<Message> messages) {
      for (Message message : messages) {
        if (known.contains(message.to()) || callers.contains(message.to())) {
          carry(this, message);
        }
      }
    }

    @Override
    public void sendSnapshot(Message message, SnapshotBody body) {
      new SimTransfer(world, SimNetwork.this, this, message, body).start();
    }

    @Override
    public void peers(List<Peer> others) {
      TreeSet<Long> ids = new TreeSet<>();
      others.forEach(peer -> ids.add(peer.id()));
      known = ids;
    }

    @Override
    public long activeSinceNanos(long member) {
      @Nullable Port other = listening(member);
      return other == null || isCut(id, member) || isCut(member, id)
          ? Long.MAX_VALUE
          : process.startedNanos();
    }

    private void unreachable(long member) {
      process.after(latencyNanos(), () -> handler.unreachable(member));
    }

    private void removedSays(long member) {
      process.after(latencyNanos(), () -> handler.removedSays(member));
    }
  }

  /** Whether bytes go from one member to another now. */
  boolean isOpen(long from, long to) {
    return !isCut(from, to) && !isCut(to, from) && listening(to) != null;
  }

  /** Time that a bulk transfer takes for a part of it. */
  long transferNanos() {
    return latencyNanos() + (happens(faults().delayed()) ? random.nextLong(200 * MILLI) : 0);
  }

  /** Whether a transfer breaks here. */
  boolean breaks() {
    return happens(Math.min(0.3, faults().lost() * 3));
  }
}
