package io.keelson.node.failpoint;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which place does what. Any thread. */
public final class FailpointTable implements FailpointHook {
  static final String NO_SUCH = "failpoint: failpoint does not exist";
  static final String DISABLED = "failpoint: failpoint is disabled";
  static final String UNREADABLE = "failpoint: could not parse terms";

  private final FailpointEffects effects;
  private final EnumMap<Failpoint, Terms> active = new EnumMap<>(Failpoint.class);

  /** A table in which no place does anything. */
  public FailpointTable(FailpointEffects effects) {
    this.effects = effects;
  }

  @Override
  public void reached(Failpoint point) {
    @Nullable Terms terms = active(point);
    if (terms != null) {
      terms.act();
    }
  }

  private synchronized @Nullable Terms active(Failpoint point) {
    return active.get(point);
  }

  /**
   * Lets a place do something from now on; counts start anew.
   *
   * @return why not, or null when done
   */
  public @Nullable String enable(String name, String text) {
    @Nullable Failpoint point = Failpoint.named(name);
    if (point == null) {
      return NO_SUCH;
    }
    List<Term> terms = TermParser.parse(text);
    if (terms.isEmpty()) {
      effects.print("failed to enable \"%s=%s\" (%s)".formatted(name, text, UNREADABLE));
      return UNREADABLE;
    }
    synchronized (this) {
      active.put(point, new Terms(text, terms, point, effects));
    }
    return null;
  }

  /**
   * Lets a place do nothing any more; who sleeps there goes on sleeping.
   *
   * @return why not, or null when done
   */
  @Nullable String disable(String name) {
    @Nullable Failpoint point = Failpoint.named(name);
    if (point == null) {
      return NO_SUCH;
    }
    synchronized (this) {
      return active.remove(point) == null ? DISABLED : null;
    }
  }

  /**
   * What a place does.
   *
   * @param text its terms, empty for none
   * @param count how often they have acted
   * @param error why there is nothing to tell, or null
   */
  record Status(String text, int count, @Nullable String error) {}

  Status status(String name) {
    @Nullable Failpoint point = Failpoint.named(name);
    if (point == null) {
      return new Status("", 0, NO_SUCH);
    }
    @Nullable Terms terms = active(point);
    return terms == null
        ? new Status("", 0, DISABLED)
        : new Status(terms.text(), terms.count(), null);
  }

  /**
   * Reads several assignments, {@code name=terms;name=terms}.
   *
   * @throws IllegalArgumentException naming the one that is malformed
   */
  public static Map<String, String> parse(String assignments) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (String assignment : split(assignments, ';')) {
      if (!assignment.isEmpty()) {
        List<String> sides = split(assignment, '=');
        if (sides.size() != 2) {
          throw new IllegalArgumentException("bad failpoint \"" + assignment + "\"");
        }
        byName.put(sides.getFirst(), sides.getLast());
      }
    }
    return byName;
  }

  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
      parts.add(text.substring(start, end));
      start = end + 1;
    }
    parts.add(text.substring(start));
    return parts;
  }
}
