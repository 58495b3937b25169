package io.keelson.e2e.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Program;
import io.keelson.e2e.process.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * The server of S3's protocol of {@code examples/s3.yaml} in the namespace of a cluster, looked
 * into from the network of node 1 past everything that writes to it.
 */
final class ObjectStore {
  private static final String ENDPOINT = "http://s3:9000";
  private static final Pattern KEY = Pattern.compile("<Key>([^<]+)</Key>");
  private static final int PORT = 9000;
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);
  private static final Duration BUILD_LIMIT = Duration.ofMinutes(20);

  private static final String CLAIM =
      """
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: s3}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
      ---
      """;

  private final ManagedCluster cluster;
  private final String manifest;
  private final String address;

  /** Makes one and waits for it. */
  ObjectStore(OperatorFixture fixture, ManagedCluster cluster) {
    this(fixture, cluster, read(Repository.root().resolve("examples/s3.yaml")));
  }

  private ObjectStore(OperatorFixture fixture, ManagedCluster cluster, String manifest) {
    this.cluster = cluster;
    this.manifest = manifest;
    fixture.kubernetes().load(image());
    start();
    address = cluster.field("service/s3", ".spec.clusterIP").strip();
  }

  /** One whose objects outlive its pod. */
  static ObjectStore durable(OperatorFixture fixture, ManagedCluster cluster) {
    String example = read(Repository.root().resolve("examples/s3.yaml"));
    return new ObjectStore(
        fixture,
        cluster,
        CLAIM + example.replace("emptyDir: {}", "persistentVolumeClaim: {claimName: s3}"));
  }

  /** SIGKILL to its server; nobody starts another. */
  void kill() {
    cluster.kubectl("delete", "pod", "s3", "--grace-period=0", "--force");
  }

  /** Starts it, or waits until it is ready. */
  void start() {
    cluster.apply(manifest);
    boolean ready =
        Await.until(
            READY_LIMIT,
            () ->
                cluster
                        .kubectl("wait", "--for=condition=Ready", "pod/s3", "--timeout=15s")
                        .exitCode()
                    == 0);
    if (!ready) {
      throw new AssertionError(cluster.kubectl("describe", "pod", "s3").out());
    }
  }

  /** A target of backups, to be put into a specification; in flow style. */
  String target(String prefix) {
    return "{s3: {bucket: backups, prefix: %s, endpoint: \"%s\", region: us-east-1, %s}}"
        .formatted(prefix, ENDPOINT, "forcePathStyle: true, credentialsSecretRef: s3-credentials");
  }

  /** All keys with a prefix. */
  List<String> keys(String prefix) {
    String listed = curl("backups?list-type=2&prefix=" + URLEncoder.encode(prefix, UTF_8));
    return KEY.matcher(listed).results().map(found -> found.group(1)).toList();
  }

  /** Uploads of several parts that were begun and not ended. */
  List<String> unfinished() {
    return KEY.matcher(curl("backups?uploads=")).results().map(found -> found.group(1)).toList();
  }

  /** Reads an object into a file. */
  void get(String key, Path file) {
    curl("backups/" + key, "--output", file.toString());
  }

  /** Puts a file in the place of an object. */
  void put(String key, Path file) {
    curl("backups/" + key, "--upload-file", file.toString());
  }

  private String curl(String path, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--net=" + OperatorFixture.network(1),
                "curl",
                "--silent",
                "--show-error",
                "--fail-with-body",
                "--max-time",
                "30",
                // Right after its pod has started, its service may not lead to it yet.
                "--retry",
                "9",
                "--retry-delay",
                "1",
                "--retry-connrefused",
                "--aws-sigv4",
                "aws:amz:us-east-1:s3",
                "--user",
                "demo:demo-secret-of-no-value",
                "--header",
                "x-amz-content-sha256: UNSIGNED-PAYLOAD"));
    arguments.addAll(List.of(options));
    arguments.add("http://%s:%d/%s".formatted(address, PORT, path));
    Program.Result result =
        new Program(Path.of("/usr/bin/nsenter"), Duration.ofMinutes(1)).run("", arguments);
    if (result.exitCode() != 0) {
      throw new AssertionError("%s: %s%s".formatted(path, result.out(), result.err()));
    }
    return result.out();
  }

  private static Path image() {
    var build = new Program(Repository.root().resolve("e2e/kube/build"), BUILD_LIMIT);
    Program.Result result = build.run("", List.of("--all"));
    Assumptions.assumeTrue(result.exitCode() == 0, () -> "no S3 server: " + result.err().strip());
    return Path.of(result.out().strip()).resolve("s3.tar");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
