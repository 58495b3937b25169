package io.keelson.node.config;

/**
 * When to start a new log file and what to keep.
 *
 * @param maxSizeMegabytes size at which a file is rotated
 * @param maxAgeDays age at which an old file is deleted, 0 for never
 * @param maxBackups old files kept, 0 for all
 * @param localTime name old files by local time instead of UTC
 * @param compress compress old files
 */
public record LogRotation(
    int maxSizeMegabytes, int maxAgeDays, int maxBackups, boolean localTime, boolean compress) {

  static final LogRotation DEFAULT = new LogRotation(100, 0, 0, false, false);
}
