package io.keelson.backup.source;

import io.keelson.backup.source.PageBytes.Element;
import org.jspecify.annotations.Nullable;

/**
 * What a database says of itself.
 *
 * @param consistentIndex log index of the last entry whose effects it has
 * @param term of that entry, 0 before 3.5
 * @param compactRevision revision before which history is given up, −1 for none
 * @param storageVersion empty for 3.5
 */
public record Marks(long consistentIndex, long term, long compactRevision, String storageVersion) {
  /** Reads the page of bucket {@code meta}, null if it is another. */
  static @Nullable Marks of(PageBytes page) {
    boolean isMarks = false;
    long index = 0;
    long term = 0;
    long compact = -1;
    String version = "";
    for (Element element : page.elements()) {
      @Nullable PageBytes value = page.value(element);
      if (value == null) {
        continue;
      }
      switch (page.key(element)) {
        case "consistent_index" -> {
          isMarks = value.length() == 8;
          index = value.bigLong();
        }
        case "term" -> term = value.bigLong();
        case "scheduledCompactRev", "finishedCompactRev" ->
            compact = Math.max(compact, value.revision());
        case "storageVersion" -> version = value.text();
        default -> {}
      }
    }
    return isMarks ? new Marks(index, term, compact, version) : null;
  }
}
