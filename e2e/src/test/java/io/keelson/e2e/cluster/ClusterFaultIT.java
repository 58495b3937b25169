package io.keelson.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.Requires;
import io.keelson.e2e.history.Load;
import io.keelson.e2e.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Clients at all members while members are killed and paused and links cut, stalled, slowed and
 * reset: the history is linearizable, no acknowledged write is lost, watchers are told of every
 * change once and in order, and after each fault all members serve and hash alike.
 *
 * <p>{@code -Drounds=100 -Dmembers=5} for a long run (a round takes about seven seconds), {@code
 * -Dseed=…} for other moments, {@code -Dfault=LEADER_PAUSED,STAR} for some kinds only, {@code
 * -Dsubject=3.7} to check the test against upstream.
 */
final class ClusterFaultIT {
  private static final int ROUNDS = Integer.getInteger("rounds", 6);
  private static final int MEMBERS = Integer.getInteger("members", 3);
  private static final long SEED = Long.getLong("seed", 1);

  /** One that writes too and one that only reads, per member. */
  private static final int CLIENTS = 2 * MEMBERS;

  private static final Duration CALL_LIMIT = Duration.ofSeconds(3);

  @Test
  void faultsUnderLoad() throws Exception {
    var random = new SplittableRandom(SEED);
    ClusterLayout.of(MEMBERS, Requires::subject).run(cluster -> rounds(cluster, random));
  }

  private static void rounds(ClusterProcesses cluster, SplittableRandom random)
      throws InterruptedException {
    var injector = new FaultInjector(cluster, random.split());
    List<Fault> deck = deck();
    var done = new EnumMap<Fault, Integer>(Fault.class);
    try (var observation = new Observation(cluster)) {
      for (int round = 0; round < ROUNDS; round++) {
        if (round > 0 && round % deck.size() == 0) {
          Collections.shuffle(deck, new Random(random.nextLong()));
        }
        Fault fault = deck.get(round % deck.size());
        String what = "round %d, %s, seed %d".formatted(round, fault, SEED);
        List<Operation> part = round(cluster, injector, fault, round, random);
        assertThat(part).as(what).anyMatch(operation -> !operation.isUnknown());
        observation.check(part, what);
        done.merge(fault, 1, Integer::sum);
      }
      IO.println(
          "%d members of %s, %d rounds, seed %d: %s, %s"
              .formatted(
                  MEMBERS,
                  cluster.member(0).process().label(),
                  ROUNDS,
                  SEED,
                  observation.summary(),
                  done));
    }
  }

  private static List<Fault> deck() {
    String only = System.getProperty("fault");
    return new ArrayList<>(
        only == null
            ? Arrays.asList(Fault.values())
            : Stream.of(only.split(",")).map(Fault::valueOf).toList());
  }

  private static List<Operation> round(
      ClusterProcesses cluster,
      FaultInjector injector,
      Fault fault,
      int round,
      SplittableRandom random)
      throws InterruptedException {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      ports.add(cluster.member(i / 2).process().clientPort());
    }
    try (Load load = Load.start(round * CLIENTS, ports, CALL_LIMIT, random.split())) {
      TimeUnit.MILLISECONDS.sleep(random.nextInt(200, 600));
      injector.run(fault, Duration.ofMillis(random.nextInt(2_000, 4_000)));
      TimeUnit.MILLISECONDS.sleep(random.nextInt(200, 600));
      return load.stop();
    }
  }
}
