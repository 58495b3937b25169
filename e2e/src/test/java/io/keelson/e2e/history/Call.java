package io.keelson.e2e.history;

/** What a client asks of one key. Values are never used twice. */
public sealed interface Call {
  String key();

  record Get(String key) implements Call {}

  record Put(String key, String value) implements Call {}

  record Delete(String key) implements Call {}

  /**
   * Puts if the key's modification revision is the expected one, else reads the key.
   *
   * @param modRevision 0 for a key that shall be absent
   */
  record Cas(String key, long modRevision, String value) implements Call {}
}
