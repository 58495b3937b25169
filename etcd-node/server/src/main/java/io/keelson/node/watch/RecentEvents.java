package io.keelson.node.watch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest events. A watcher that has read history up to a revision which is still here can go on
 * from here, and so meets the head exactly, however fast that moves. One thread.
 */
final class RecentEvents {
  private static final int EVENTS_MAX = 1024;
  private static final long BYTES_MAX = 2L << 20;

  private final ArrayDeque<Block> blocks = new ArrayDeque<>();
  private int events;
  private long bytes;

  private record Block(long first, long last, List<WatchEvent> events, long bytes) {}

  void add(long first, long last, List<WatchEvent> added, long addedBytes) {
    blocks.add(new Block(first, last, added, addedBytes));
    events += added.size();
    bytes += addedBytes;
    while (events > EVENTS_MAX || bytes > BYTES_MAX) {
      Block oldest = blocks.remove();
      events -= oldest.events().size();
      bytes -= oldest.bytes();
    }
  }

  void clear() {
    blocks.clear();
    events = 0;
    bytes = 0;
  }

  /** Whether everything from a revision on is here. */
  boolean reachBackTo(long revision) {
    return !blocks.isEmpty() && blocks.getFirst().first() <= revision;
  }

  /** What a watcher wants of what is here. */
  List<WatchEvent> wantedBy(Watcher watcher) {
    List<WatchEvent> wanted = new ArrayList<>();
    for (Block block : blocks) {
      if (block.last() >= watcher.nextRevision) {
        for (WatchEvent event : block.events()) {
          if (watcher.range.contains(event.key())
              && Watcher.isWanted(watcher.wants, watcher.nextRevision, event)) {
            wanted.add(event);
          }
        }
      }
    }
    return wanted;
  }
}
