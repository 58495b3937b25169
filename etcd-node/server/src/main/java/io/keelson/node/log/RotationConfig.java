package io.keelson.node.log;

import java.util.Locale;
import java.util.Map;

/**
 * When a log file is set aside and how long it is kept.
 *
 * @param maxSizeMegabytes size at which a file is set aside; 0 means 100
 * @param maxAgeDays age at which files set aside are removed; 0 means never
 * @param maxBackups how many files set aside are kept; 0 means all
 * @param isLocalTime whether their names carry local time instead of UTC
 * @param isCompressed whether they are compressed
 */
public record RotationConfig(
    int maxSizeMegabytes,
    int maxAgeDays,
    int maxBackups,
    boolean isLocalTime,
    boolean isCompressed) {
  private static final int MAX_SIZE_DEFAULT_MEGABYTES = 100;
  private static final long BYTES_PER_MEGABYTE = 1024 * 1024;

  /** Reads the JSON of {@code --log-rotation-config-json}; unknown keys are ignored. */
  public static RotationConfig parse(String json) {
    Map<String, Object> values;
    try {
      values = FlatJson.parse(json);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          "improperly formatted log rotation config: " + malformed.getMessage(), malformed);
    }
    int maxSize = 0;
    int maxAge = 0;
    int maxBackups = 0;
    boolean isLocalTime = false;
    boolean isCompressed = false;
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      Object value = entry.getValue();
      String key = entry.getKey().toLowerCase(Locale.ROOT);
      switch (key) {
        case "maxsize" -> maxSize = whole(key, value);
        case "maxage" -> maxAge = whole(key, value);
        case "maxbackups" -> maxBackups = whole(key, value);
        case "localtime" -> isLocalTime = truth(key, value);
        case "compress" -> isCompressed = truth(key, value);
        default -> {
          // Go's decoder ignores what it does not know, and configurations rely on it.
        }
      }
    }
    return new RotationConfig(maxSize, maxAge, maxBackups, isLocalTime, isCompressed);
  }

  long maxSizeBytes() {
    int megabytes = maxSizeMegabytes == 0 ? MAX_SIZE_DEFAULT_MEGABYTES : maxSizeMegabytes;
    return megabytes * BYTES_PER_MEGABYTE;
  }

  private static int whole(String key, Object value) {
    if (value instanceof Number number && number.doubleValue() == number.intValue()) {
      return number.intValue();
    }
    throw mismatch(key, "int");
  }

  private static boolean truth(String key, Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw mismatch(key, "bool");
  }

  private static IllegalArgumentException mismatch(String key, String type) {
    return new IllegalArgumentException(
        "invalid log rotation config: the value of " + key + " is not of type " + type);
  }
}
