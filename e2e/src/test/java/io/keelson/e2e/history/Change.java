package io.keelson.e2e.history;

import io.keelson.proto.mvccpb.Event;
import java.util.Optional;

/**
 * The one change behind a revision.
 *
 * @param after empty when the key was deleted
 */
public record Change(long revision, String key, Optional<Stored> after) {
  static Change of(Event event) {
    return new Change(
        event.getKv().getModRevision(),
        event.getKv().getKey().toStringUtf8(),
        event.getType() == Event.EventType.DELETE
            ? Optional.empty()
            : Optional.of(Stored.of(event.getKv())));
  }
}
