package io.keelson.node.failpoint;

import io.keelson.node.failpoint.Term.Action;
import io.keelson.node.failpoint.Term.Condition;
import io.keelson.node.failpoint.Term.Percent;
import io.keelson.node.failpoint.Term.Times;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a place is to do: terms joined by {@code ->}, each with conditions, an action and a
 * value, as in {@code 3*off->50.0%sleep(10)->panic}. What gofail accepts means the same here,
 * except that a term without an action, and {@code break}, which starts a debugger of Go programs,
 * are malformed.
 */
final class TermParser {
  private static final String ARROW = "->";

  private final String text;
  private int position;

  private TermParser(String text) {
    this.text = text;
  }

  /** The terms, or none if the text is malformed or empty. */
  static List<Term> parse(String text) {
    TermParser parser = new TermParser(text);
    List<Term> terms = new ArrayList<>();
    while (parser.position < text.length()) {
      Term term = parser.term();
      if (term == null) {
        return List.of();
      }
      terms.add(term);
      // An arrow at the very end is allowed.
      if (parser.position < text.length() && !parser.skip(ARROW)) {
        return List.of();
      }
    }
    return terms;
  }

  private @Nullable Term term() {
    List<Condition> conditions = new ArrayList<>();
    while (isDigit()) {
      Condition condition = condition();
      if (condition == null) {
        return null;
      }
      conditions.add(condition);
    }
    for (Action action : Action.values()) {
      if (skip(action.word())) {
        return new Term(conditions, action, value());
      }
    }
    return null;
  }

  /** A whole number counts, one with a point is a share. */
  private @Nullable Condition condition() {
    int start = position;
    skipDigits();
    if (!skip(".")) {
      int end = position;
      return skip("*") ? times(text.substring(start, end)) : null;
    }
    skipDigits();
    double percent = Double.parseDouble(text.substring(start, position));
    return skip("%") ? new Percent(percent) : null;
  }

  private static @Nullable Condition times(String digits) {
    try {
      return new Times(Integer.parseInt(digits));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Brackets that hold nothing readable are left where they are, which ends the reading. */
  private @Nullable TermValue value() {
    if (position == text.length() || skip("()")) {
      return new TermValue.Empty();
    }
    int start = position;
    TermValue value = skip("(") ? content() : null;
    if (value == null || !skip(")")) {
      position = start;
      return null;
    }
    return value;
  }

  private @Nullable TermValue content() {
    if (skip("\"")) {
      return quoted();
    }
    if (skip("true")) {
      return new TermValue.Truth(true);
    }
    if (skip("false")) {
      return new TermValue.Truth(false);
    }
    int start = position;
    if (!skip("-")) {
      skip("+");
    }
    skipDigits();
    try {
      return new TermValue.Whole(Long.parseLong(text.substring(start, position)));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private @Nullable TermValue quoted() {
    StringBuilder content = new StringBuilder();
    while (position < text.length()) {
      char next = text.charAt(position++);
      if (next == '"') {
        return new TermValue.Text(content.toString());
      }
      if (next == '\\' && position < text.length()) {
        next = text.charAt(position++);
      }
      content.append(next);
    }
    return null;
  }

  private boolean skip(String word) {
    boolean isThere = text.startsWith(word, position);
    if (isThere) {
      position += word.length();
    }
    return isThere;
  }

  private boolean isDigit() {
    return position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9';
  }

  private void skipDigits() {
    while (isDigit()) {
      position++;
    }
  }
}
