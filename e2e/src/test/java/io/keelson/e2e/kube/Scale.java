package io.keelson.e2e.kube;

/** How much is done: a little in every build, the full numbers with {@code -Dkube.full}. */
record Scale(int configMaps, int events, int eventTtlSeconds, int namespaces, int rounds) {
  private static final Scale DEFAULT = new Scale(2_000, 500, 30, 50, 1);
  private static final Scale FULL = new Scale(20_000, 5_000, 180, 50, 5);

  static Scale chosen() {
    return isFull() ? FULL : DEFAULT;
  }

  static boolean isFull() {
    return System.getProperty("kube.full") != null;
  }
}
