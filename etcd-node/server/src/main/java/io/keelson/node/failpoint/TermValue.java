package io.keelson.node.failpoint;

/** What stands in the brackets of a term. {@code toString} is the text that Go would print. */
sealed interface TermValue {
  /** Brackets without anything, or the text ended before there were any. */
  record Empty() implements TermValue {
    @Override
    public String toString() {
      return "{}";
    }
  }

  /** A text in quotes. */
  record Text(String text) implements TermValue {
    @Override
    public String toString() {
      return text;
    }
  }

  /** A whole number. */
  record Whole(long number) implements TermValue {
    @Override
    public String toString() {
      return Long.toString(number);
    }
  }

  /** True or false. */
  record Truth(boolean isTrue) implements TermValue {
    @Override
    public String toString() {
      return Boolean.toString(isTrue);
    }
  }
}
