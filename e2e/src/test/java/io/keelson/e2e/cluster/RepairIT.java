package io.keelson.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.PutRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A member whose store is damaged while it does not run moves it aside at its start, rebuilds it
 * from another member and goes on as the same member.
 */
@BesideOthers
final class RepairIT {
  private static final String REBUILT = "rebuilt the store from another member";
  private static final int KEYS = 100;

  /** Does harm to the folder of a store. */
  @FunctionalInterface
  private interface Damage {
    void to(Path store) throws IOException;
  }

  @Test
  void aDamagedStoreIsRebuilt() throws Exception {
    ClusterLayout.of(3, Requires::ours)
        .run(
            cluster -> {
              write(cluster.member(1), 0);
              compact(cluster.member(1));
              rebuilt(cluster, 0, RepairIT::flipBytes);
              rebuilt(cluster, 1, store -> Files.delete(largest(store)));
              assertThat(rebuilds(cluster.member(2))).isZero();
              startsAgain(cluster, cluster.member(1));
            });
  }

  private static void rebuilt(ClusterProcesses cluster, int index, Damage damage)
      throws IOException {
    Member damaged = cluster.member(index);
    long id = id(damaged);
    int before = rebuilds(damaged);
    cluster.stop(damaged);
    damage.to(store(damaged));
    // So the state that it fetches is ahead of its log.
    write(cluster.member(2), index);
    cluster.launch(damaged);
    cluster.awaitServing(ClusterProcesses.LIMIT);
    assertThat(rebuilds(damaged)).as(damaged.process().tail()).isEqualTo(before + 1);
    try (Stream<Path> aside = Files.list(member(damaged).resolve("quarantine"))) {
      assertThat(aside).hasSize(1);
    }
    assertThat(member(damaged).resolve("repair")).doesNotExist();
    assertThat(member(damaged).resolve("repaired")).doesNotExist();
    assertThat(id(damaged)).isEqualTo(id);
    write(damaged, index + 1);
    Convergence.assertEqualHashes(cluster.members());
  }

  /** What was rebuilt is sound. */
  private static void startsAgain(ClusterProcesses cluster, Member member) {
    int before = rebuilds(member);
    cluster.kill9(member);
    cluster.launch(member);
    cluster.awaitServing(ClusterProcesses.LIMIT);
    assertThat(rebuilds(member)).isEqualTo(before);
    Convergence.assertEqualHashes(cluster.members());
  }

  private static void write(Member member, int round) {
    for (int i = 0; i < KEYS; i++) {
      ByteString key = ByteString.copyFromUtf8("key" + i);
      var _ =
          member
              .process()
              .client()
              .kv()
              .put(
                  PutRequest.newBuilder()
                      .setKey(key)
                      .setValue(ByteString.copyFromUtf8("value " + round + " " + i * i))
                      .build());
    }
  }

  private static void compact(Member member) {
    var _ =
        member
            .process()
            .client()
            .kv()
            .compact(
                CompactionRequest.newBuilder().setRevision(KEYS / 2).setPhysical(true).build());
  }

  private static long id(Member member) {
    return member.status().orElseThrow().getHeader().getMemberId();
  }

  private static int rebuilds(Member member) {
    return member.process().output().split(REBUILT, -1).length - 1;
  }

  private static Path member(Member member) {
    return member.process().dataDir().resolve("member");
  }

  /** The folder that is the store: one that was received has another name than the first. */
  private static Path store(Member member) throws IOException {
    Path pointer = member(member).resolve("store.current");
    String name = Files.exists(pointer) ? Files.readString(pointer).strip() : "store";
    return member(member).resolve(name);
  }

  private static List<Path> tables(Path store) throws IOException {
    try (Stream<Path> files = Files.list(store)) {
      List<Path> tables = files.filter(file -> file.toString().endsWith(".sst")).toList();
      assertThat(tables).as("what the stop has flushed").isNotEmpty();
      return tables;
    }
  }

  private static Path largest(Path store) throws IOException {
    return tables(store).stream()
        .max(Comparator.comparingLong(file -> file.toFile().length()))
        .orElseThrow();
  }

  private static void flipBytes(Path store) throws IOException {
    Path table = largest(store);
    byte[] content = Files.readAllBytes(table);
    for (int i = 0; i < 8; i++) {
      content[content.length / 3 + i] ^= 0x55;
    }
    Files.write(table, content);
  }
}
