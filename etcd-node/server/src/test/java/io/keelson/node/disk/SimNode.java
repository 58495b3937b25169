package io.keelson.node.disk;

import java.util.random.RandomGenerator;

/** A file or directory of the simulated disk. */
sealed interface SimNode permits SimFile, SimDirectory {
  /** Keeps what is durable and whatever else the coin says. */
  void crash(RandomGenerator random);

  /** A deep copy. */
  SimNode copy();
}
