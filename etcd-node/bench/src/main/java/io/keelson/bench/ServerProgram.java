package io.keelson.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One of the two programs compared: anything that takes etcd's flags.
 *
 * @param cpus where to pin it, in taskset's notation; empty for anywhere
 */
record ServerProgram(String label, Path binary, List<String> extraFlags, String cpus) {
  ServerProgram {
    if (!Files.isExecutable(binary)) {
      throw new IllegalArgumentException("no program at " + binary);
    }
  }

  /** The same program with these flags before its own further ones, which win. */
  ServerProgram with(List<String> flags) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(extraFlags);
    return new ServerProgram(label, binary, List.copyOf(all), cpus);
  }

  /** The first line of {@code --version}. */
  String version() throws IOException {
    Optional<String> line =
        Tool.run(List.of(binary.toString(), "--version")).text().lines().findFirst();
    return line.orElse("of unknown version");
  }
}
