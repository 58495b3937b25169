package io.keelson.node.sim;

import io.keelson.node.command.Refusal;
import io.keelson.node.sim.History.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Asks one thing after the other, and forgets what is not answered in time. */
final class SimClient {
  private static final long MILLI = 1_000_000;
  private static final int KEYS = 7;

  private final SimWorld world;
  private final String name;
  private final List<SimMember> members;
  private final RandomGenerator random;
  private final TreeMap<String, Long> mods = new TreeMap<>();
  private final List<Long> leases = new ArrayList<>();
  private SimMember member;
  private long lastRevision = 1;
  private int values;
  private boolean isStopped;
  private @Nullable Call current;

  SimClient(SimWorld world, String name, List<SimMember> members, RandomGenerator random) {
    this.world = world;
    this.name = name;
    this.members = members;
    this.random = random;
    this.member = members.get(random.nextInt(members.size()));
  }

  /** Begins. */
  void start() {
    world.scheduler().after(random.nextLong(20 * MILLI), this::next);
  }

  /** Asks no more. */
  void stop() {
    isStopped = true;
  }

  /** Whether nothing is under way. */
  boolean isIdle() {
    return current == null;
  }

  private void rest() {
    long think = world.profile().thinkMillis() * MILLI;
    world.scheduler().after(random.nextLong(2 * think), this::next);
  }

  private void next() {
    if (!isStopped && current == null) {
      ask(draw(), member, 80 + random.nextInt(300));
    }
  }

  /** Asks a member for something. */
  Call ask(Op op, SimMember at, long timeoutMillis) {
    SimScheduler scheduler = world.scheduler();
    Call call = world.history().invoke(name, op, scheduler.nowNanos());
    current = call;
    world.trace().note(name, "asks", call.number(), at.id());
    scheduler.after(wayNanos(), () -> arrive(call, at));
    scheduler.after(timeoutMillis * MILLI, () -> forget(call));
    return call;
  }

  private long wayNanos() {
    return 20_000 + random.nextLong(300_000);
  }

  private void arrive(Call call, SimMember at) {
    boolean isHeard =
        at.serve(
            call.op(),
            new Door.Reply() {
              @Override
              public void done(Answer answer) {
                world.scheduler().after(wayNanos(), () -> take(call, answer));
              }

              @Override
              public void refused(Refusal refusal, boolean isCertain) {
                world.scheduler().after(wayNanos(), () -> take(call, refusal, isCertain));
              }
            });
    if (!isHeard && call == current) {
      call.refused(world.scheduler().nowNanos());
      world.trace().note(name, "nobody", call.number(), at.id());
      over(true);
    }
  }

  private void forget(Call call) {
    if (call == current) {
      world.trace().note(name, "gives up", call.number(), 0);
      world.coverage().hit("unknown outcome");
      over(true);
    }
  }

  private void take(Call call, Answer answer) {
    if (call != current) {
      return;
    }
    world.trace().note(name, "told", call.number() + " " + answer.revision() + answer.text());
    world.coverage().hit("answered " + call.op().getClass().getSimpleName());
    call.done(answer, world.scheduler().nowNanos());
    lastRevision = Math.max(lastRevision, answer.revision());
    answer.seen().forEach(state -> mods.put(state.key(), state.mod()));
    if (call.op() instanceof Op.Put put) {
      mods.put(put.key(), answer.revision());
    } else if (call.op() instanceof Op.Grant grant) {
      leases.add(grant.lease());
    }
    over(false);
  }

  private void take(Call call, Refusal refusal, boolean isCertain) {
    if (call != current) {
      return;
    }
    world.trace().note(name, "refused", call.number() + " " + refusal);
    world.coverage().hit("refused " + refusal);
    if (isCertain) {
      call.refused(world.scheduler().nowNanos());
    }
    over(!isCertain || refusal == Refusal.TIMEOUT);
  }

  private void over(boolean isElsewhere) {
    current = null;
    if (isElsewhere || random.nextInt(20) == 0) {
      member = members.get(random.nextInt(members.size()));
    }
    rest();
  }

  private Op draw() {
    int kind = random.nextInt(100);
    if (kind < 30) {
      long lease = leases.isEmpty() || random.nextInt(5) > 0 ? 0 : lease();
      return put(key(), lease);
    }
    if (kind < 37) {
      return new Op.Delete(key(), random.nextInt(4) == 0 ? key() : "");
    }
    if (kind < 53) {
      return txn();
    }
    if (kind < 75) {
      return new Op.Range(random.nextBoolean() ? "k" : key(), rangeEnd(), past(), false);
    }
    if (kind < 85) {
      return new Op.Range(key(), rangeEnd(), past(), true);
    }
    if (kind < 89 || (kind < 96 && leases.isEmpty())) {
      return new Op.Grant(1 + random.nextLong(1L << 40), 1 + random.nextInt(2));
    }
    if (kind < 93) {
      return new Op.KeepAlive(lease());
    }
    if (kind < 96) {
      return new Op.Revoke(lease());
    }
    return new Op.Compact(Math.max(1, lastRevision - random.nextInt(120)));
  }

  private String key() {
    return "k" + random.nextInt(KEYS);
  }

  private String rangeEnd() {
    return random.nextInt(3) == 0 ? "" : random.nextBoolean() ? "k9" : key();
  }

  private long past() {
    return random.nextInt(5) == 0 ? Math.max(1, lastRevision - random.nextInt(12)) : 0;
  }

  private long lease() {
    return leases.get(random.nextInt(leases.size()));
  }

  private Op put(String key, long lease) {
    return new Op.Put(key, name + "-" + ++values, lease);
  }

  private Op txn() {
    String key = key();
    long mod = random.nextInt(4) == 0 ? 0 : mods.getOrDefault(key, 0L);
    return new Op.Txn(key, mod, ops(), ops());
  }

  /** Operations on different keys. */
  private List<Op> ops() {
    List<Op> ops = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      switch (random.nextInt(12)) {
        case 0 -> ops.add(new Op.Delete("k" + i, ""));
        case 1, 2 -> ops.add(put("k" + i, 0));
        case 3 -> ops.add(new Op.Range("k" + i, random.nextBoolean() ? "" : "k9", 0, false));
        default -> {
          // This key is left alone.
        }
      }
    }
    return ops;
  }
}
