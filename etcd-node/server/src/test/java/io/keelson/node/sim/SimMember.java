package io.keelson.node.sim;

import io.keelson.node.config.ServerConfig;
import io.keelson.node.disk.SimDisk;
import io.keelson.node.engine.MemoryEngine;
import io.keelson.node.main.SimNode;
import io.keelson.node.main.SimNode.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A member with its machine: starts, is crashed, and starts again. */
final class SimMember implements SimProcess.Observer {
  private static final long MILLI = 1_000_000;
  private static final Path DATA = Path.of("/data");

  private final SimWorld world;
  private final Cluster cluster;
  private final ServerConfig config;
  private final SplittableRandom random;
  private final SimMachine machine;
  private @Nullable SimProcess process;
  private @Nullable SimNode node;
  private @Nullable Door door;
  private boolean isRotten;
  private boolean isDamaged;
  private boolean mustCrash;

  SimMember(SimWorld world, Cluster cluster, ServerConfig config, SplittableRandom random) {
    this.world = world;
    this.cluster = cluster;
    this.config = config;
    this.random = random;
    this.machine = new SimMachine(world.scheduler(), world.profile(), random.split());
    try {
      machine.disk().createDirectories(DATA);
      machine.disk().syncDirectory(Path.of("/"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  String name() {
    return cluster.self().name();
  }

  int number() {
    return SimConfigs.number(cluster.self());
  }

  long id() {
    return cluster.self().id();
  }

  /** The running member, or null. */
  @Nullable SimNode node() {
    return node;
  }

  boolean isUp() {
    return node != null;
  }

  /** Whether it refuses to start because its disk has rotted. */
  boolean isDamaged() {
    return isDamaged;
  }

  SimMachine machine() {
    return machine;
  }

  /** Whether its disk holds something wrong, found or not. */
  boolean isRotten() {
    return isRotten;
  }

  /** What goes on in the member's process; does nothing while it is down. */
  void enter(Runnable action) {
    if (process != null) {
      process.enter(action);
    }
  }

  /** Serves a client's request; false if nobody listens. */
  boolean serve(Op op, Door.Reply reply) {
    @Nullable Door open = door;
    if (open == null) {
      return false;
    }
    enter(() -> open.serve(op, reply));
    return true;
  }

  /** The process, if there is one. */
  @Nullable SimProcess process() {
    return process;
  }

  /** Starts the member unless it runs or cannot. */
  void start() {
    if (isUp() || isDamaged) {
      return;
    }
    world.trace().note(name(), "starts", 0, 0);
    world.invariants().began(name());
    SimProcess begun =
        new SimProcess(world.scheduler(), machine, world.profile(), random.split(), this);
    process = begun;
    machine
        .disk()
        .decideFaults(
            (operation, path) -> {
              SimDisk.@Nullable Fault fault = fault(begun, operation);
              if (fault != null) {
                world.trace().note(name(), "disk", fault + " in " + operation + " of " + path);
              }
              return fault;
            });
    try {
      SimNode opened =
          SimNode.open(begun, config, world.metrics(), world.network().of(begun), cluster);
      opened.start();
      node = opened;
      door = new Door(opened, begun);
      world.trace().note(name(), "runs", opened.appliedIndex().get(), 0);
      world.coverage().hit("start");
    } catch (SimNode.StartRefusedException e) {
      begun.end();
      refused(begun, e);
    } catch (SimProcess.Ended e) {
      // It has been taken down already.
    } catch (Violation e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      begun.end();
      died("start", e);
    }
  }

  private void refused(SimProcess begun, SimNode.StartRefusedException why) {
    if (begun.isFaulty()) {
      died("start", why);
      return;
    }
    Violation.check(isRotten, "%s refuses to start: %s", name(), why.getMessage());
    world.trace().note(name(), "refuses", String.valueOf(why.getMessage()));
    world.coverage().hit("rot found");
    isDamaged = true;
    down();
  }

  private SimDisk.@Nullable Fault fault(SimProcess of, SimDisk.Operation operation) {
    if (!world.isFaulty()) {
      return null;
    }
    if (SimProfile.happens(random, world.profile().stopInCall())) {
      of.becomeFaulty();
      world.coverage().hit("stop in a disk call");
      return SimDisk.Fault.STOP;
    }
    if (SimProfile.happens(random, world.profile().diskFaults())) {
      of.becomeFaulty();
      world.coverage().hit("disk fault in " + operation);
      // A file system that cannot write a directory is mounted anew before anybody uses it again.
      mustCrash |= operation == SimDisk.Operation.SYNC_DIRECTORY;
      return switch (random.nextInt(3)) {
        case 0 -> SimDisk.Fault.ENOSPC;
        case 1 ->
            operation == SimDisk.Operation.WRITE ? SimDisk.Fault.SHORT_WRITE : SimDisk.Fault.EIO;
        default -> SimDisk.Fault.EIO;
      };
    }
    return null;
  }

  @Override
  public void turned() {
    if (node != null) {
      world.invariants().turned(name(), node);
    }
  }

  @Override
  public void written(MemoryEngine engine) {
    world.invariants().written(name(), engine);
  }

  @Override
  public void replaced(MemoryEngine engine) {
    world.trace().note(name(), "takes over a received store", 0, 0);
    world.coverage().hit("store replaced");
    world.invariants().written(name(), engine);
  }

  @Override
  public void died(String where, Throwable cause) {
    world.trace().note(name(), "died", where + " " + cause);
    boolean isExpected = process != null && process.isFaulty();
    if (!isExpected) {
      throw new Violation(name() + " died in " + where, cause);
    }
    world.coverage().hit("death by fault");
    if (mustCrash || random.nextBoolean()) {
      crash();
    } else {
      kill();
    }
    restartLater();
  }

  private void down() {
    if (process != null) {
      process.end();
    }
    process = null;
    node = null;
    door = null;
    world.left(this);
  }

  /** The machine stops: what was not synced may be lost. */
  void crash() {
    world.trace().note(name(), "crash", 0, 0);
    world.coverage().hit("crash");
    down();
    mustCrash = false;
    machine.disk().crash(random);
    if (SimProfile.happens(random, world.profile().rot()) && world.mayRot(this)) {
      rot();
    }
  }

  /** The process is killed: what it had not handed to the system is lost. */
  void kill() {
    world.trace().note(name(), "kill", 0, 0);
    world.coverage().hit("kill");
    down();
    machine.disk().stopProcess();
  }

  /** The process is asked to end, and does. */
  void stop() {
    @Nullable SimProcess stopping = process;
    @Nullable SimNode running = node;
    if (stopping == null || running == null) {
      return;
    }
    world.trace().note(name(), "stop", 0, 0);
    world.coverage().hit("stop");
    stopping.enter(
        () -> {
          try {
            running.stop();
          } catch (IOException | InterruptedException e) {
            stopping.fatal("stop", e);
          }
        });
    if (process == stopping) {
      down();
      machine.disk().stopProcess();
    }
  }

  /** Nothing happens in the process for a while. */
  void pause(long nanos) {
    if (process != null) {
      world.trace().note(name(), "pause", nanos, 0);
      world.coverage().hit("pause");
      process.pause(nanos);
    }
  }

  /** Starts the member after a while. */
  void restartLater() {
    world
        .scheduler()
        .after(MILLI * (1 + random.nextInt(random.nextBoolean() ? 15 : 400)), this::start);
  }

  /** A bit of an old segment of the log turns. */
  private void rot() {
    try {
      Path wal = DATA.resolve("member").resolve("wal");
      List<String> names = machine.disk().exists(wal) ? machine.disk().list(wal) : List.of();
      List<String> segments = names.stream().filter(name -> name.endsWith(".wal")).toList();
      if (segments.size() < 2) {
        return;
      }
      Path file = wal.resolve(segments.get(random.nextInt(segments.size() - 1)));
      byte[] content = machine.disk().content(file);
      content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
      machine.disk().replace(file, content);
      isRotten = true;
      world.trace().note(name(), "rot", file.toString());
      world.coverage().hit("rot");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
