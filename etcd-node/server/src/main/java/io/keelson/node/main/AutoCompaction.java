package io.keelson.node.main;

import io.keelson.bytes.WireWriter;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.apply.ApplyResult.Refused;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.command.Refusal;
import io.keelson.node.compactor.Compactor;
import io.keelson.node.compactor.PeriodicCompactor;
import io.keelson.node.compactor.RevisionCompactor;
import io.keelson.node.config.CompactionConfig.Auto;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.mvcc.StoreView;
import java.time.Duration;
import java.util.OptionalLong;

/** Turns a {@link Compactor} while this member leads. On the timers' thread. */
final class AutoCompaction {
  private final NodeAssembly node;
  private final NanoClock clock;
  private final Logger log;
  private final Mode mode;

  /**
   * What is turned and how it is logged.
   *
   * @param name upstream's name of it
   * @param setting what was configured
   */
  private record Mode(Compactor compactor, String name, Field setting) {}

  private AutoCompaction(NodeAssembly node, NanoClock clock, Logger log, Mode mode) {
    this.node = node;
    this.clock = clock;
    this.log = log;
    this.mode = mode;
  }

  /** Starts what is configured. */
  static void start(NodeAssembly node, Auto auto, NanoClock clock, Logger log) {
    switch (auto) {
      case Auto.Off ignored -> {}
      case Auto.Periodic(Duration period) ->
          new AutoCompaction(
                  node,
                  clock,
                  log,
                  new Mode(
                      new PeriodicCompactor(period, clock.nanoTime()),
                      "periodic",
                      Field.of("compact-period", period)))
              .rest();
      case Auto.ByRevision(long retention) ->
          new AutoCompaction(
                  node,
                  clock,
                  log,
                  new Mode(
                      new RevisionCompactor(retention),
                      "revision",
                      Field.of("revision-compaction-retention", retention)))
              .rest();
    }
  }

  private void rest() {
    mode.compactor().sample(revision());
    node.timers().after(mode.compactor().interval(), this::look);
  }

  private long revision() {
    StoreView view = node.store().view();
    try {
      return view.revision();
    } finally {
      view.release();
    }
  }

  private void look() {
    OptionalLong due =
        node.replica().status().get().isLeader()
            ? mode.compactor().due(clock.nanoTime(), revision())
            : OptionalLong.empty();
    if (due.isPresent()) {
      compact(due.getAsLong());
    } else {
      rest();
    }
  }

  private void compact(long revision) {
    long start = clock.nanoTime();
    log.info(
        "starting auto " + mode.name() + " compaction",
        Field.of("revision", revision),
        mode.setting());
    WireWriter request = new WireWriter(12);
    request.varintField(1, revision);
    node.replica()
        .proposer()
        .propose(
            id -> CommandCodec.encodeCompact(id, request.toBytes()),
            result -> node.timers().after(Duration.ZERO, () -> compacted(revision, start, result)));
  }

  private void compacted(long revision, long start, ApplyResult result) {
    long now = clock.nanoTime();
    if (result instanceof Refused refused && refused.refusal() != Refusal.COMPACTED) {
      log.warn(
          "failed auto " + mode.name() + " compaction",
          Field.of("revision", revision),
          mode.setting(),
          Field.of("retry-interval", mode.compactor().interval()),
          Field.error(refused.refusal().toString()));
    } else {
      mode.compactor().compacted(now, revision);
      log.info(
          "completed auto " + mode.name() + " compaction",
          Field.of("revision", revision),
          mode.setting(),
          Field.nanos("took", now - start));
    }
    rest();
  }
}
