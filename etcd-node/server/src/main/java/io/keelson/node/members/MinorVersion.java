package io.keelson.node.members;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version as far as members have to agree on it.
 *
 * @param major number before the first point
 * @param minor number after it
 */
public record MinorVersion(long major, long minor) implements Comparable<MinorVersion> {
  /** The lowest that members can agree on; what they start with when they cannot see each other. */
  public static final MinorVersion OLDEST = new MinorVersion(3, 0);

  private static final String IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";

  /** Three numbers, then perhaps a pre-release and metadata, as upstream reads them. */
  private static final Pattern FULL =
      Pattern.compile(
          "(\\d{1,18})\\.(\\d{1,18})\\.\\d{1,18}(?:-(?:%s)?)?(?:\\+(?:%s)?)?"
              .formatted(IDENTIFIERS, IDENTIFIERS));

  /** Reads {@code 3.6.0}, {@code 3.6.0-rc.1} or {@code 3.6}; null if it is none of these. */
  public static @Nullable MinorVersion parse(String text) {
    Matcher full = FULL.matcher(text);
    if (!full.matches()) {
      full = FULL.matcher(text + ".0");
      if (!full.matches()) {
        return null;
      }
    }
    return new MinorVersion(Long.parseLong(full.group(1)), Long.parseLong(full.group(2)));
  }

  /** The only version that members of this one can go back to. */
  public MinorVersion previous() {
    return new MinorVersion(major, minor - 1);
  }

  /** The version that members come back from when they go back to this one. */
  public MinorVersion next() {
    return new MinorVersion(major, minor + 1);
  }

  @Override
  public int compareTo(MinorVersion other) {
    int byMajor = Long.compare(major, other.major);
    return byMajor != 0 ? byMajor : Long.compare(minor, other.minor);
  }

  /** As the log and the store have it. */
  public String full() {
    return major + "." + minor + ".0";
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
