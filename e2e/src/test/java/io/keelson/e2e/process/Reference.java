package io.keelson.e2e.process;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Upstream's programs of one version, built by {@code e2e/reference/build} when absent. */
public record Reference(String version, Path directory) {
  private static final Map<String, Reference> FOUND = new ConcurrentHashMap<>();

  public static Reference of(String version) throws MissingProgramException {
    Reference known = FOUND.get(version);
    if (known != null) {
      return known;
    }
    Reference located = locate(version);
    FOUND.put(version, located);
    return located;
  }

  public Path etcd() {
    return directory.resolve("etcd");
  }

  public Path etcdctl() {
    return directory.resolve("etcdctl");
  }

  public Path etcdutl() {
    return directory.resolve("etcdutl");
  }

  private static Reference locate(String version) throws MissingProgramException {
    String what = "upstream etcd " + version;
    return new Reference(
        version, BuildScript.run("e2e/reference/build", what, "etcd", "--path", version));
  }
}
