package io.keelson.e2e;

import java.util.List;

/** One step of an {@link EtcdctlScript}. */
sealed interface EtcdctlStep {
  /** Runs to its end. */
  record Command(String input, List<String> arguments) implements EtcdctlStep {}

  /** A command of etcdutl, which reads files. */
  record Utl(List<String> arguments) implements EtcdctlStep {}

  /**
   * {@code watch}, ended from outside once it printed {@code until}.
   *
   * @param line what it reads first when it is interactive, else empty
   * @param changes made once an interactive watch is confirmed
   */
  record Watch(String line, List<String> changes, String until, List<String> arguments)
      implements EtcdctlStep {}
}
