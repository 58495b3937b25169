package io.keelson.bench;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What to send. State that lasts longer than a request lives in the sources it makes. */
interface Workload {
  /** One source per in-flight position of a lane; sources of one lane may share state. */
  List<Source> sources(LaneShare share);

  /** Sources that share nothing but what the supplier itself holds. */
  static List<Source> each(LaneShare share, Supplier<Source> source) {
    return Stream.generate(source).limit(share.positions()).toList();
  }

  /** Which part of the whole load a lane carries; lanes use separate keys. */
  record LaneShare(int lane, int lanes, int positions) {}
}
