package io.keelson.node.sim;

import io.keelson.node.mvcc.KeyValueView;

/** A live key as clients see it. */
record KeyState(String key, String value, long create, long mod, long version, long lease) {
  static KeyState of(KeyValueView view) {
    return new KeyState(
        view.key().utf8(),
        view.value().utf8(),
        view.createRevision(),
        view.modRevision(),
        view.version(),
        view.lease());
  }

  /** What is told of a key that was deleted. */
  static KeyState deleted(String key, long revision) {
    return new KeyState(key, "", 0, revision, 0, 0);
  }

  @Override
  public String toString() {
    return key + "=" + value + "@" + create + "/" + mod + "/" + version + "/" + lease;
  }
}
