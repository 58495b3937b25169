package io.keelson.e2e.history;

import java.util.Optional;

/** What a client was told. */
public sealed interface Answer {
  /** The call changed its key at this revision. */
  record Written(long revision) implements Answer {}

  /** The call changed nothing, and saw this when the store was at that revision. */
  record Seen(long revision, Optional<Stored> found) implements Answer {}

  /** The call may or may not have had an effect, or may have it later. */
  record Unknown(String error) implements Answer {}
}
