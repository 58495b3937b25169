package io.keelson.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs one version's etcdctl against one endpoint. */
public final class Etcdctl {
  private static final Duration LONG_LIMIT = Duration.ofMinutes(3);

  private final Reference reference;
  private final String endpoint;

  public Etcdctl(Reference reference, String endpoint) {
    this.reference = reference;
    this.endpoint = endpoint;
  }

  public Program.Result run(String input, String... arguments) {
    return new Program(reference.etcdctl()).run(input, all(Arrays.asList(arguments)));
  }

  /** With time for a load test. */
  public Program.Result runLong(String... arguments) {
    return new Program(reference.etcdctl(), LONG_LIMIT).run("", all(Arrays.asList(arguments)));
  }

  /** A command that goes on until it is closed. */
  public RunningTool start(List<String> arguments) {
    try {
      return new RunningTool(new Program(reference.etcdctl()).builder(all(arguments)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> all(List<String> arguments) {
    List<String> all = new ArrayList<>();
    all.add("--endpoints=" + endpoint);
    all.addAll(arguments);
    return all;
  }
}
