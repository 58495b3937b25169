package io.keelson.operator.backup;

/**
 * What stands in the way.
 *
 * @param reason one word
 * @param message what a person can do about it
 * @param hopeless waiting does not help
 */
public record Trouble(String reason, String message, boolean hopeless) {
  /** It may go away by itself, or by what somebody does. */
  static Trouble passing(String reason, String message) {
    return new Trouble(reason, message, false);
  }

  static Trouble lasting(String reason, String message) {
    return new Trouble(reason, message, true);
  }
}
