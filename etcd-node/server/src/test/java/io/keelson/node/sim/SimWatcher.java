package io.keelson.node.sim;

import io.keelson.bytes.Bytes;
import io.keelson.node.main.SimNode;
import io.keelson.node.sim.LinearizabilityChecker.Observation;
import io.keelson.node.sim.WatchChecker.Watched;
import io.keelson.node.watch.WatchClient;
import io.keelson.node.watch.WatchHub;
import io.keelson.node.watch.WatchRequest;
import io.keelson.node.watch.WatchResponse;
import io.keelson.node.watch.WatchSession;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A client that watches some keys for the whole run: when its member goes down it goes on at
 * another one from where it was.
 */
final class SimWatcher {
  private static final long MILLI = 1_000_000;

  private final SimWorld world;
  private final String name;
  private final List<SimMember> members;
  private final RandomGenerator random;
  private final String from;
  private final String to;
  private final List<Watched> finished = new ArrayList<>();
  private List<Observation> told = new ArrayList<>();
  private long firstRevision;
  private long toldUpTo;
  private @Nullable SimMember member;
  private @Nullable Stream stream;

  SimWatcher(SimWorld world, String name, List<SimMember> members, RandomGenerator random) {
    this.world = world;
    this.name = name;
    this.members = members;
    this.random = random;
    this.from = "k" + random.nextInt(4);
    this.to = random.nextInt(4) == 0 ? "" : "k9";
    this.firstRevision = random.nextBoolean() ? 2 : 0;
    this.toldUpTo = Math.max(0, firstRevision - 1);
  }

  void start() {
    world.scheduler().after(random.nextLong(200 * MILLI), this::connect);
  }

  /** A member is down: what it had promised it will not do. */
  void left(SimMember gone) {
    if (gone == member) {
      member = null;
      stream = null;
      world.scheduler().after((1 + random.nextLong(50)) * MILLI, this::connect);
    }
  }

  private void connect() {
    if (member != null) {
      return;
    }
    SimMember next = members.get(random.nextInt(members.size()));
    @Nullable SimNode node = next.node();
    if (node == null) {
      world.scheduler().after(10 * MILLI, this::connect);
      return;
    }
    member = next;
    next.enter(() -> watch(next, node));
  }

  private void watch(SimMember at, SimNode node) {
    Stream opened = new Stream(at, node.watchHub());
    stream = opened;
    world.coverage().hit("watch");
    long start = firstRevision == 0 ? 0 : toldUpTo + 1;
    world.trace().note(name, "watches", start, at.id());
    opened.session = opened.hub.open(opened);
    opened.hub.request(
        opened.session,
        new WatchRequest.Create(
            Bytes.utf8(from),
            to.isEmpty() ? Bytes.EMPTY : Bytes.utf8(to),
            start,
            true,
            false,
            false,
            false,
            0,
            false));
  }

  /** Asks how far it has been told everything. */
  void askProgress() {
    Stream open = stream;
    WatchSession session = open == null ? null : open.session;
    if (member != null && open != null && session != null && open.mayRequest) {
      open.mayRequest = false;
      member.enter(() -> open.hub.request(session, new WatchRequest.Progress()));
    }
  }

  /** Revision up to which it has been told everything. */
  long toldUpTo() {
    return toldUpTo;
  }

  /** What was watched, part by part: a compaction can make a gap. */
  List<Watched> watched() {
    List<Watched> all = new ArrayList<>(finished);
    if (firstRevision != 0) {
      all.add(part());
    }
    return all;
  }

  private Watched part() {
    return new Watched(name, from, to, firstRevision, toldUpTo, told);
  }

  private void take(WatchResponse response) {
    world.trace().note(name, "hears", response.revision(), response.events().size());
    if (response.isCanceled()) {
      Violation.check(
          response.compactRevision() > toldUpTo, "%s was cancelled: %s", name, response);
      world.coverage().hit("watch cancelled by compaction");
      if (firstRevision != 0) {
        finished.add(part());
      }
      told = new ArrayList<>();
      firstRevision = response.compactRevision();
      toldUpTo = firstRevision - 1;
      hangUp();
      return;
    }
    if (response.isCreated()) {
      if (firstRevision == 0) {
        firstRevision = response.revision() + 1;
        toldUpTo = response.revision();
      }
      return;
    }
    for (Bytes event : response.events()) {
      KeyState state = OpCodec.event(event);
      Violation.check(
          state.mod() > toldUpTo,
          "%s had been told everything up to %s, and is told %s",
          name,
          toldUpTo,
          state);
      told.add(new Observation(world.scheduler().nowNanos(), state.mod(), state));
    }
    if (!response.events().isEmpty()) {
      world.coverage().hit("watch events");
    }
    toldUpTo = Math.max(toldUpTo, response.revision());
  }

  private void hangUp() {
    SimMember left = member;
    Stream open = stream;
    WatchSession session = open == null ? null : open.session;
    if (left != null && open != null && session != null) {
      left(left);
      world.scheduler().after(MILLI, () -> left.enter(() -> open.hub.close(session)));
    }
  }

  /** The client's end of a stream; slow now and then. */
  private final class Stream implements WatchClient {
    private final SimMember at;
    private final WatchHub hub;
    private @Nullable WatchSession session;
    private boolean isBusy;
    private boolean mayRequest;

    Stream(SimMember at, WatchHub hub) {
      this.at = at;
      this.hub = hub;
    }

    @Override
    public boolean isReady() {
      return !isBusy;
    }

    @Override
    public void send(WatchResponse response) {
      if (this != stream) {
        return;
      }
      take(response);
      if (!isBusy && random.nextInt(20) == 0) {
        isBusy = true;
        world.coverage().hit("slow watcher");
        world.scheduler().after(random.nextLong(80 * MILLI), () -> at.enter(this::rest));
      }
    }

    private void rest() {
      isBusy = false;
      if (this == stream && session != null) {
        hub.ready(session);
      }
    }

    @Override
    public void requestNext() {
      mayRequest = true;
    }

    @Override
    public void endMalformed() {
      throw new Violation(name + " sent something malformed");
    }
  }
}
