package io.keelson.node.main;

import io.keelson.node.agent.Wakeup;
import io.keelson.node.config.LimitsConfig;
import io.keelson.node.log.Field;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.watch.WatchHub;
import io.keelson.node.watch.WatchSettings;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** How this member's watch hub is set up. */
final class WatchRules {
  private static final long RESPONSE_BYTES = 256 << 10;
  private static final int WATCHERS_SHARE = 4;
  private static final int REVISION_SHARE = 8;
  private static final Duration PROGRESS_DEFAULT = Duration.ofMinutes(10);
  private static final Duration PROGRESS_MIN = Duration.ofMillis(100);

  private WatchRules() {}

  static WatchHub hub(NodeParts parts, MvccStore store, Wakeup wakeup) {
    LimitsConfig limits = parts.config().limits();
    long heap = Runtime.getRuntime().maxMemory();
    RandomGenerator random = new SplittableRandom(parts.platform().random().nextLong());
    return new WatchHub(
        new WatchSettings(
            limits.maxRequestBytesWithOverhead(),
            RESPONSE_BYTES,
            progressInterval(parts).toNanos(),
            heap / WATCHERS_SHARE,
            heap / REVISION_SHARE,
            Runtime.getRuntime().availableProcessors()),
        store::view,
        parts.platform().readers(),
        interval -> random.nextLong(Math.max(1, interval / 10)),
        parts.metrics().watch,
        wakeup);
  }

  private static Duration progressInterval(NodeParts parts) {
    Duration interval = parts.config().limits().watchProgressInterval();
    if (interval.isZero()) {
      return PROGRESS_DEFAULT;
    }
    if (interval.compareTo(PROGRESS_MIN) >= 0) {
      return interval;
    }
    parts
        .log()
        .warn(
            "adjusting watch progress notify interval to minimum period",
            Field.of("min-watch-progress-notify-interval", PROGRESS_MIN));
    return PROGRESS_MIN;
  }
}
