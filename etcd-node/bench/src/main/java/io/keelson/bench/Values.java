package io.keelson.bench;

import java.util.SplittableRandom;

/** Incompressible values: slices of one block of noise, so that making one costs only its copy. */
public final class Values {
  private static final int NOISE_BYTES = 16 << 20;

  private final byte[] noise = new byte[NOISE_BYTES];

  public Values(long seed) {
    new SplittableRandom(seed).nextBytes(noise);
  }

  /** Writes a value of this size as a bytes field. */
  public void write(RequestBuffer request, int field, int size, SplittableRandom random) {
    request.bytesField(field, noise, random.nextInt(NOISE_BYTES - size), size);
  }
}
