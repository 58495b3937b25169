package io.keelson.e2e.process;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs one version's etcdctl against one endpoint. */
public final class Etcdctl {
  private final Reference reference;
  private final String endpoint;

  public Etcdctl(Reference reference, String endpoint) {
    this.reference = reference;
    this.endpoint = endpoint;
  }

  public Program.Result run(String input, String... arguments) {
    List<String> all = new ArrayList<>();
    all.add("--endpoints=" + endpoint);
    all.addAll(Arrays.asList(arguments));
    return new Program(reference.etcdctl()).run(input, all);
  }
}
