package io.keelson.e2e.diff;

import java.util.List;

/**
 * One run's choices, all from system properties in {@link #fromProperties}.
 *
 * @param keys size of the key space; up to 40 means the fixed, tricky one
 * @param hashPoints at how many places of the run HashKV is compared at several revisions
 * @param leases whether leases are granted, attached and revoked as well
 */
record Options(long seed, int operations, int keys, int hashPoints, boolean leases) {
  static final int SMALL = 40;

  static Options fromProperties(long seed, int operations) {
    return new Options(
        Long.getLong("seed", seed),
        Integer.getInteger("ops", operations),
        Integer.getInteger("keys", SMALL),
        Integer.getInteger("hashes", 50),
        Boolean.getBoolean("leases"));
  }

  Options withKeys(int other) {
    return new Options(seed, operations, other, hashPoints, leases);
  }

  /** One command that runs the same again; left and right as this run was given them. */
  String command() {
    StringBuilder command =
        new StringBuilder("./mvnw -q -pl e2e -am verify -DskipTests -Pdifferential")
            .append(" -Dseed=" + seed + " -Dops=" + operations + " -Dkeys=" + keys)
            .append(" -Dhashes=" + hashPoints + " -Dleases=" + leases);
    for (String name : List.of("left", "right")) {
      String given = System.getProperty(name);
      if (given != null) {
        command.append(" -D" + name + "=" + given);
      }
    }
    return command.toString();
  }
}
