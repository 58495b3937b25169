package io.keelson.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the init container, run by the shell that is here. */
final class MarkerScriptTest {
  private static final String NEW = "";
  private static final String STARTED = "\"memberID\": \"a1\", \"phase\": \"Restarting\"";

  @TempDir Path folder;
  private Path volume;
  private Path log;

  @BeforeEach
  void prepare() throws IOException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/bin/sh")), "the marker script needs /bin/sh");
    volume = Files.createDirectory(folder.resolve("volume"));
    log = folder.resolve("termination-log");
  }

  private int run(String memberStatus, Map<String, String> changes) throws Exception {
    EtcdCluster cluster = Clusters.with("\"version\": \"3.6.1\"");
    EtcdMember member = Clusters.member("Seed", memberStatus);
    Effective effective = Effective.derive(cluster, "image:1", Effective.DOMAIN);
    Container container =
        MemberPod.build(cluster, member, effective).getSpec().getInitContainers().getFirst();
    List<String> command = new ArrayList<>(container.getCommand());
    command.set(0, "/bin/sh");
    ProcessBuilder process = new ProcessBuilder(command);
    for (EnvVar variable : container.getEnv()) {
      process.environment().put(variable.getName(), variable.getValue());
    }
    process.environment().put("VOLUME", volume.toString());
    process.environment().put("TERMINATION_LOG", log.toString());
    process.environment().putAll(changes);
    Process started = process.inheritIO().start();
    assertThat(started.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return started.exitValue();
  }

  private void writeData() throws IOException {
    Files.createDirectories(volume.resolve("data/member"));
  }

  @Test
  void theFirstStartLeavesAMarkerAndLaterOnesAgree() throws Exception {
    Files.createDirectory(volume.resolve("lost+found"));
    assertThat(run(NEW, Map.of())).isZero();
    assertThat(volume.resolve("keelson-marker")).hasContent("cluster=u-1 slot=1 incarnation=1");
    assertThat(run(NEW, Map.of())).isZero();
    writeData();
    assertThat(run(STARTED, Map.of())).isZero();
    assertThat(log).doesNotExist();
  }

  @Test
  void anotherMembersVolumeIsRefused() throws Exception {
    assertThat(run(NEW, Map.of())).isZero();
    writeData();
    for (String other : List.of("CLUSTER_UID", "SLOT", "INCARNATION")) {
      assertThat(run(NEW, Map.of(other, "9"))).isEqualTo(1);
      assertThat(log).content().startsWith("MarkerMismatch: ").hasLineCount(1);
    }
    assertThat(volume.resolve("keelson-marker")).hasContent("cluster=u-1 slot=1 incarnation=1");
  }

  @Test
  void dataOfNobodyIsRefused() throws Exception {
    writeData();
    assertThat(run(NEW, Map.of())).isEqualTo(1);
    assertThat(log).content().startsWith("MarkerMissing: ").hasLineCount(1);
    assertThat(volume.resolve("keelson-marker")).doesNotExist();
  }

  @Test
  void anEmptyVolumeOfAMemberThatRanIsRefused() throws Exception {
    assertThat(run(STARTED, Map.of())).isEqualTo(1);
    assertThat(log).content().startsWith("VolumeLost: ").hasLineCount(1);
  }

  @Test
  void aVolumeThatLostItsDataIsRefused() throws Exception {
    assertThat(run(NEW, Map.of())).isZero();
    Files.createDirectory(volume.resolve("data"));
    assertThat(run(STARTED, Map.of())).isEqualTo(1);
    assertThat(log).content().startsWith("VolumeLost: ").hasLineCount(1);
  }

  @Test
  void aMemberThatWasOnlyAddedMayStartEmpty() throws Exception {
    assertThat(run("\"memberID\": \"a1\", \"phase\": \"Joining\"", Map.of())).isZero();
  }
}
