package io.keelson.backup.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import io.keelson.backup.source.MemberState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backup of a running node from save to restore, with the distribution that the build made. */
@Timeout(180)
final class RealNodeTest {
  private static final Path NODE = Path.of("../server/target/dist/bin/etcd").toAbsolutePath();

  @TempDir Path root;
  @TempDir Path work;

  private static String request(String endpoint, String more) {
    return """
        {"backup":{"namespace":"ns","name":"b","uid":"u-1","cluster":"c"},"key":"ns/c/b-u1",
         "source":{"endpoints":["%s"]},"target":{"pvc":{"claimName":"v","path":"x"}},
         "copies":[{"pvc":{"claimName":"w"}}],
         "compression":{"type":"Zstd","level":1},"encryption":{"type":"age"},
         "restore":{"id":"r","name":"m","initialCluster":"m=http://127.0.0.1:1","token":"t"}%s}"""
        .formatted(endpoint, more);
  }

  @Test
  void savesVerifiesRestoresAndDeletes() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(NODE), "the node's distribution is not built");
    Fixture fixture = new Fixture(root, NODE);
    JsonObject saved;
    String endpoint;
    try (NodeProcess node =
        NodeProcess.start(NODE, work.resolve("data"), work.resolve("log"), List.of())) {
      MemberState state = node.awaitLeader(Duration.ofMinutes(1));
      endpoint = state.endpoint();
      saved = fixture.run(new SaveCommand(), request(endpoint, ""));
      assertThat(saved.get("revision").getAsLong()).isEqualTo(node.calls().status().revision());
      assertThat(saved.get("copies").toString()).contains("\"ok\":true");
      // Again: the same answer, and nothing is taken.
      JsonObject again = fixture.run(new SaveCommand(), request("http://127.0.0.1:1", ""));
      assertThat(again).isEqualTo(saved);
    }
    JsonObject verified =
        fixture.run(new VerifyCommand(), request(endpoint, ",\"verify\":{\"level\":\"Restore\"}"));
    assertThat(verified.get("hash")).isEqualTo(saved.getAsJsonObject("hashKV").get("hash"));
    assertThat(verified.get("restoreSeconds").getAsDouble()).isPositive();
    assertThat(fixture.at("scratch")).isEmptyDirectory();
    assertThatExceptionOfType(BackupException.class)
        .isThrownBy(
            () ->
                fixture.run(
                    new VerifyCommand(),
                    request(
                        endpoint,
                        ",\"verify\":{\"level\":\"Restore\",\"probe\":{\"keys\":[\"absent\"]}}")))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.PROBE_FAILED));
    JsonObject restored = fixture.run(new RestoreCommand(), request(endpoint, ""));
    assertThat(restored.get("bumpedTo").getAsLong()).isGreaterThanOrEqualTo(1_000_000_000);
    assertThat(restored.get("hash")).isEqualTo(saved.getAsJsonObject("hashKV").get("hash"));
    assertThat(fixture.at("var/lib/etcd/data/member/store")).isDirectory();
    var _ = fixture.run(new DeleteCommand(), request(endpoint, ""));
    assertThat(fixture.at("backup/x")).isEmptyDirectory();
    assertThat(fixture.at("backup-0")).as("the copy").isEmptyDirectory();
    var _ = fixture.run(new DeleteCommand(), request(endpoint, ""));
  }

  @Test
  void aSourceThatIsNotThereIsSaid() throws IOException {
    Fixture fixture = new Fixture(root, NODE);
    assertThatExceptionOfType(BackupException.class)
        .isThrownBy(() -> fixture.run(new SaveCommand(), request(NodeProcess.freeUrl(), "")))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.SOURCE_UNREACHABLE));
    assertThat(fixture.at("backup")).isEmptyDirectory();
  }
}
