package io.keelson.node.watch;

import io.keelson.bytes.Bytes;
import java.util.List;

/**
 * What a client is told on its watch stream.
 *
 * @param watchId the watcher; {@link #NO_WATCHER} for the whole stream
 * @param revision revision of the header, 0 for none
 * @param isCreated whether this answers a creation
 * @param isCanceled whether the watcher has ended
 * @param compactRevision why it ended: its next revision is before this one; else 0
 * @param cancelReason why it was refused or ended, or empty
 * @param isFragment whether more events of the same revision follow
 * @param events encoded fields {@code events} of the response, tag and length included
 */
public record WatchResponse(
    long watchId,
    long revision,
    boolean isCreated,
    boolean isCanceled,
    long compactRevision,
    String cancelReason,
    boolean isFragment,
    List<Bytes> events) {
  /** Watch id of what concerns no single watcher. */
  public static final long NO_WATCHER = -1;

  static WatchResponse created(long watchId, long revision) {
    return new WatchResponse(watchId, revision, true, false, 0, "", false, List.of());
  }

  static WatchResponse refused(long revision, String reason) {
    return new WatchResponse(NO_WATCHER, revision, true, true, 0, reason, false, List.of());
  }

  static WatchResponse canceled(long watchId, long revision, String reason) {
    return new WatchResponse(watchId, revision, false, true, 0, reason, false, List.of());
  }

  static WatchResponse compacted(long watchId, long compactRevision) {
    return new WatchResponse(watchId, 0, false, true, compactRevision, "", false, List.of());
  }

  static WatchResponse progress(long watchId, long revision) {
    return new WatchResponse(watchId, revision, false, false, 0, "", false, List.of());
  }

  static WatchResponse events(long watchId, long revision, boolean isFragment, List<Bytes> events) {
    return new WatchResponse(watchId, revision, false, false, 0, "", isFragment, events);
  }
}
