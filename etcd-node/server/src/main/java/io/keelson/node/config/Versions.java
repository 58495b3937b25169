package io.keelson.node.config;

import java.util.Map;

/** The versions this build speaks, in etcd's numbering. */
public final class Versions {
  /** What {@code --version}, {@code /version} and Status answer. */
  public static final String SERVER = "3.7.1";

  /** The highest cluster version this build can serve. */
  public static final String CLUSTER = "3.7.0";

  /** The lowest cluster version this build can join. */
  public static final String MIN_CLUSTER = "3.0.0";

  /** The storage schema version reported by Status. */
  public static final String STORAGE = "3.7.0";

  /** Environment variable that replaces {@link #SERVER} in what is claimed to clients. */
  public static final String CLAIMED_VERSION_VARIABLE = "KEELSON_CLAIMED_VERSION";

  private Versions() {}

  /** The server version to claim under this environment. */
  public static String claimed(Map<String, String> environment) {
    return claimed(environment, "");
  }

  /**
   * The same for a server that stays within a cluster version.
   *
   * @param most {@code --max-cluster-version}, empty for no bound
   */
  public static String claimed(Map<String, String> environment, String most) {
    String claimed = environment.getOrDefault(CLAIMED_VERSION_VARIABLE, "");
    return claimed.isEmpty() ? server(most) : claimed;
  }

  private static String server(String most) {
    return switch (most) {
      case "3.5" -> "3.5.30";
      case "3.6" -> "3.6.14";
      default -> SERVER;
    };
  }

  /** The highest cluster version to serve under a bound, empty for none. */
  public static String cluster(String most) {
    return most.isEmpty() ? CLUSTER : most + ".0";
  }

  /** Whether a bound is one that this build can keep. */
  static boolean isBound(String most) {
    return most.isEmpty() || most.equals("3.5") || most.equals("3.6") || most.equals("3.7");
  }
}
