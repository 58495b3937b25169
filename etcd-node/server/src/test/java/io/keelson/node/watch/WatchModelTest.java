package io.keelson.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories with watchers of all kinds, slow clients, compactions, restarts and stores
 * received from a leader: each watcher hears what the model says. More seeds with {@code
 * -Dseeds=N}.
 */
final class WatchModelTest {
  private static final int STEPS = 400;
  private static final int CLIENTS_MAX = 4;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("seeds", 600));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void watchersHearEverythingOnce(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    try (WatchWorld world = new WatchWorld(random)) {
      List<ModelClient> clients = new ArrayList<>();
      for (int i = 0; i < STEPS; i++) {
        step(world, clients, random);
      }
      settle(world, clients);
      check(world, clients);
    }
  }

  private static void step(WatchWorld world, List<ModelClient> clients, RandomGenerator random) {
    switch (random.nextInt(40)) {
      case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 -> world.change();
      case 10 -> world.compact();
      case 11, 12 -> world.removeSome();
      case 13 -> {
        if (clients.size() < CLIENTS_MAX) {
          clients.add(new ModelClient(world));
        }
      }
      case 14 -> {
        if (!clients.isEmpty() && random.nextInt(4) == 0) {
          clients.remove(random.nextInt(clients.size())).close();
        }
      }
      case 15 -> {
        if (random.nextInt(8) == 0) {
          restart(world, clients);
        } else if (random.nextInt(4) == 0) {
          world.replace();
        }
      }
      case 16, 17, 18, 19 -> any(clients, random, c -> c.ask(create(world, random)));
      case 20 -> any(clients, random, c -> c.ask(new WatchRequest.Cancel(random.nextInt(6))));
      case 21, 22 -> any(clients, random, c -> c.ask(new WatchRequest.Progress()));
      case 23 -> any(clients, random, c -> c.ask(new WatchRequest.Nothing()));
      case 24, 25 -> any(clients, random, c -> c.setReady(false));
      case 26, 27, 28 -> any(clients, random, c -> c.setReady(true));
      case 29, 30, 31 -> world.readOne();
      default -> world.turn();
    }
  }

  private static void any(
      List<ModelClient> clients,
      RandomGenerator random,
      java.util.function.Consumer<ModelClient> action) {
    if (!clients.isEmpty()) {
      action.accept(clients.get(random.nextInt(clients.size())));
    }
  }

  private static WatchRequest create(WatchWorld world, RandomGenerator random) {
    List<String> keys = List.of("", "a", "a/1", "b", "c", "d", "zz");
    Bytes key = Bytes.utf8(keys.get(random.nextInt(keys.size())));
    Bytes end =
        switch (random.nextInt(4)) {
          case 0 -> Bytes.of(0);
          case 1 -> Bytes.utf8(keys.get(random.nextInt(keys.size())));
          case 2 -> Bytes.utf8("zzz");
          default -> Bytes.EMPTY;
        };
    long start =
        switch (random.nextInt(4)) {
          case 0 -> 0;
          case 1 -> world.revision() + random.nextInt(6);
          case 2 -> Math.max(1, world.revision() - random.nextInt(12));
          default -> random.nextLong(world.revision() + 2) - (random.nextInt(20) == 0 ? 5 : 0);
        };
    return new WatchRequest.Create(
        key,
        end,
        start,
        random.nextBoolean(),
        random.nextInt(6) == 0,
        random.nextInt(6) == 0,
        random.nextBoolean(),
        random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 0,
        random.nextBoolean());
  }

  /** Clients come back and go on where they were. */
  private static void restart(WatchWorld world, List<ModelClient> clients) {
    world.restart();
    List<ModelClient> back = new ArrayList<>();
    for (ModelClient old : clients) {
      ModelClient client = new ModelClient(world);
      for (ModelWatcher watcher : old.watchers().values()) {
        if (!watcher.isCompacted) {
          WatchRequest.Create wants = watcher.wants();
          client.ask(
              new WatchRequest.Create(
                  wants.key(),
                  wants.rangeEnd(),
                  watcher.resumeAt(),
                  wants.isProgressWanted(),
                  wants.isPutLeftOut(),
                  wants.isDeleteLeftOut(),
                  wants.isPrevKvWanted(),
                  0,
                  wants.isFragmentable()));
          world.turn();
        }
      }
      back.add(client);
    }
    clients.clear();
    clients.addAll(back);
  }

  private static void settle(WatchWorld world, List<ModelClient> clients) {
    for (int i = 0; i < 200; i++) {
      clients.forEach(client -> client.setReady(true));
      world.turn();
      while (world.readOne()) {
        world.turn();
      }
    }
  }

  private static void check(WatchWorld world, List<ModelClient> clients) {
    for (ModelClient client : clients) {
      boolean isSilent = client.watchers().isEmpty();
      for (ModelWatcher watcher : client.watchers().values()) {
        assertThat(watcher.isDone()).as("heard everything, or was cancelled").isTrue();
        isSilent |= watcher.isCompacted || watcher.wants().startRevision() > world.revision();
      }
      assertThat(client.ask(new WatchRequest.Progress())).isTrue();
      world.turn();
      if (!isSilent) {
        assertThat(client.progressHeard()).isEqualTo(world.revision());
      }
    }
  }
}
