package io.keelson.node.gateway;

/** Hears of every health request, for metrics and log lines. Called on event loops. */
public interface HealthObserver {
  /** A {@code /health} request was answered. */
  void healthAnswered(boolean isHealthy);

  /**
   * One check of {@code /livez} or {@code /readyz} was made.
   *
   * @param type {@code livez} or {@code readyz}
   */
  void checked(String type, String name, boolean hasPassed);

  /** A health request got an answer other than 200. */
  void refused(String path, int status, String output);

  /** A request was refused for its Host header. */
  void hostRefused(String host);

  /** Hears nothing. */
  static HealthObserver none() {
    return new HealthObserver() {
      @Override
      public void healthAnswered(boolean isHealthy) {}

      @Override
      public void checked(String type, String name, boolean hasPassed) {}

      @Override
      public void refused(String path, int status, String output) {}

      @Override
      public void hostRefused(String host) {}
    };
  }
}
