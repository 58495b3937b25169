package io.keelson.e2e;

import io.keelson.e2e.cluster.ClusterProcesses;
import io.keelson.e2e.cluster.Member;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Etcdctl;
import io.keelson.e2e.process.Folders;
import io.keelson.e2e.process.Program;
import io.keelson.e2e.process.Reference;
import io.keelson.proto.etcdserverpb.StatusResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Commands of etcdctl against one cluster. In arguments {@code {M1}} stands for the id of the first
 * member, {@code {P1}} for its peer URL, {@code {new}} for the id of the last member that was
 * added, {@code {dir}} for a folder. Whatever a cluster has for itself is replaced in the output.
 */
final class EtcdctlCluster implements AutoCloseable {
  private static final Pattern ADDED = Pattern.compile("Member +([0-9a-f]+) added ");

  private final Reference tool;
  private final ClusterProcesses cluster;
  private final Path folder = Folders.create("etcdctl");
  private final List<Long> ids = new ArrayList<>();
  private final String clusterId;
  private String added = "0";

  /** All members must serve. */
  EtcdctlCluster(Reference tool, ClusterProcesses cluster) {
    this.tool = tool;
    this.cluster = cluster;
    List<StatusResponse> states =
        cluster.members().stream().map(member -> member.status().orElseThrow()).toList();
    states.forEach(state -> ids.add(state.getHeader().getMemberId()));
    clusterId = Long.toHexString(states.getFirst().getHeader().getClusterId());
  }

  /** Through one member; repeated as long as the cluster is too young for it. */
  String run(int member, List<String> arguments) {
    String[] filled = arguments.stream().map(this::filled).toArray(String[]::new);
    var etcdctl = new Etcdctl(tool, cluster.member(member).process().endpoint());
    Program.Result[] result = new Program.Result[1];
    var _ =
        Await.until(
            ClusterProcesses.LIMIT,
            () -> {
              result[0] = etcdctl.run("", filled);
              return !result[0].err().contains("unhealthy cluster");
            });
    Matcher matcher = ADDED.matcher(result[0].out());
    if (matcher.find()) {
      added = matcher.group(1);
    }
    return normalised(
        "exit code %d%n%s%n---- stderr%n%s"
            .formatted(result[0].exitCode(), result[0].out(), result[0].err()));
  }

  /** Has the first member lead, so that both clusters look alike. */
  void leadByFirst() {
    boolean isLed =
        Await.until(
            ClusterProcesses.LIMIT,
            () -> {
              int leader = cluster.members().indexOf(cluster.awaitLeader());
              if (leader > 0) {
                var _ = run(leader, List.of("move-leader", "{M1}"));
              }
              return leader == 0 && agree();
            });
    if (!isLed) {
      throw new IllegalStateException("the first member does not lead");
    }
  }

  private boolean agree() {
    return cluster.members().stream()
        .allMatch(
            member ->
                member.status().map(state -> state.getLeader() == ids.getFirst()).orElse(false));
  }

  private String filled(String text) {
    String filled = text.replace("{new}", added).replace("{dir}", folder.toString());
    for (int i = 0; i < ids.size(); i++) {
      filled =
          filled
              .replace("{M" + (i + 1) + "}", Long.toHexString(ids.get(i)))
              .replace("{P" + (i + 1) + "}", cluster.member(i).peerUrl());
    }
    return filled;
  }

  private String normalised(String text) {
    String known = both(text, clusterId, "CLUSTER").replace(folder.toString(), "DIR");
    known = both(known, added, "NEW");
    for (int i = 0; i < ids.size(); i++) {
      Member member = cluster.member(i);
      known =
          both(known, Long.toHexString(ids.get(i)), "MEMBER" + i)
              .replace(member.peerUrl(), "http://127.0.0.1:PEER" + i)
              .replace(member.process().endpoint(), "http://127.0.0.1:CLIENT" + i)
              .replace("127.0.0.1:" + member.process().clientPort(), "127.0.0.1:CLIENT" + i);
    }
    return EtcdctlOutput.withoutNumbers(known)
        .replaceAll("\"size\":\"[^\"]*\"", "\"size\":N")
        .replaceAll("(\"(hash|Hash|HashRevision)\" ?: ?)\\d+", "$1N");
  }

  /** Ids are printed in hexadecimal and in decimal. */
  private static String both(String text, String hex, String name) {
    if (hex.equals("0")) {
      return text;
    }
    String decimal = Long.toUnsignedString(Long.parseUnsignedLong(hex, 16));
    return Stream.of(hex, decimal).reduce(text, (whole, id) -> whole.replace(id, name));
  }

  @Override
  public void close() {
    Folders.delete(folder);
  }
}
