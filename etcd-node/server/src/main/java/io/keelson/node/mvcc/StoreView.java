package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.node.command.RangeRequest;
import io.keelson.node.command.Refusal;
import io.keelson.node.engine.View;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The whole store after some applied entry; what readers see. Any number of threads; counted
 * references like {@link View}'s.
 */
public final class StoreView {
  private final View view;
  private final CountIndex counts;
  private final long revision;
  private final long compactRevision;
  private final long appliedIndex;
  private final long generation;

  StoreView(
      View view,
      CountIndex counts,
      long revision,
      long compactRevision,
      long appliedIndex,
      long generation) {
    this.view = view;
    this.counts = counts;
    this.revision = revision;
    this.compactRevision = compactRevision;
    this.appliedIndex = appliedIndex;
    this.generation = generation;
  }

  /** Current revision, 1 for an empty store. */
  public long revision() {
    return revision;
  }

  /** Revision before which history is given up, −1 if none is. */
  public long compactRevision() {
    return compactRevision;
  }

  /** Index of the last entry whose effects this view has. */
  public long appliedIndex() {
    return appliedIndex;
  }

  /** How often the store was replaced by a received one before this view was taken. */
  public long generation() {
    return generation;
  }

  /** Number of live keys. */
  public long keyCount() {
    return counts.total();
  }

  /** Why a range at a revision is impossible, or null. */
  public @Nullable Refusal refusal(long requestedRevision) {
    if (requestedRevision > revision) {
      return Refusal.FUTURE_REVISION;
    }
    if (requestedRevision > 0 && requestedRevision < compactRevision) {
      return Refusal.COMPACTED;
    }
    return null;
  }

  /** Reads a range; {@link #refusal} must have been null. */
  public RangeResult range(RangeRequest request, KeyValueSink sink) {
    return RangeReader.read(at(request.revision()), request, sink);
  }

  /** Exact number of live keys at a revision, 0 or less for the current one. */
  public long count(Bytes key, Bytes rangeEnd, long atRevision) {
    return at(atRevision).count(KeyRange.of(key, rangeEnd));
  }

  /** Shows the keys attached to a lease, ascending, until told false. */
  public void attachedKeys(long lease, Predicate<Bytes> visitor) {
    LeaseKeys.walk(view, lease, visitor);
  }

  KeySpace at(long requestedRevision) {
    CurrentKeySpace current = new CurrentKeySpace(view, counts);
    return requestedRevision <= 0 || requestedRevision >= revision
        ? current
        : new PastKeySpace(view, current, requestedRevision, revision);
  }

  /** The changes from a revision on, as far as they are not compacted. */
  public ChangeCursor changesFrom(long fromRevision) {
    return new ChangeCursor(this, fromRevision);
  }

  /**
   * The encoded key-value that a change took the place of: the key's state before the change's
   * transaction. Null if there was none, or if it is compacted.
   */
  public @Nullable Bytes before(Change change) {
    long atRevision = change.revision() - 1;
    if (change.isCreate() || atRevision < compactRevision) {
      return null;
    }
    return PastKeySpace.follow(view, change.previous(), atRevision);
  }

  /** The tables under this view; they live as long as it does. */
  public View view() {
    return view;
  }

  /** Takes another reference; false if the view is gone already. */
  public boolean retain() {
    return view.retain();
  }

  /** Gives a reference back. */
  public void release() {
    view.release();
  }
}
