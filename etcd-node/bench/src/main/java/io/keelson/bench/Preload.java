package io.keelson.bench;

/** Loaded before the measurement; for {@link Shape#FILL_5G} it is the measurement. */
enum Preload {
  NONE(0, 0),
  SMALL(10_000, 256),
  LARGE(200_000, 256),
  HALF_MILLION(500_000, 256),
  MILLION(1_000_000, 256),
  MEGABYTES(100_000_000L / 2048, 2048),
  TWO_GIGABYTES(2_000_000_000L / 2048, 2048),
  GIGABYTE_OF_LARGE(1_000_000_000L / 65_536, 65_536),
  GIGABYTES(5_000_000_000L / 2048, 2048),
  /** Puts of a hundred and first part of so many keys, so that a million are superseded. */
  SUPERSEDED(1_010_000, 256),
  /** Leases that live on. */
  LEASES(10_000, 0),
  /** Leases that the course itself grants. */
  EXPIRING(100_000, 0);

  private final long keys;
  private final int valueBytes;

  Preload(long keys, int valueBytes) {
    this.keys = keys;
    this.valueBytes = valueBytes;
  }

  /** How many keys, puts or leases. */
  long keys() {
    return keys;
  }

  int valueBytes() {
    return valueBytes;
  }

  /** How many keys there are after so many puts. */
  long distinctKeys(long puts) {
    return this == SUPERSEDED ? Math.max(1, puts / 101) : puts;
  }
}
