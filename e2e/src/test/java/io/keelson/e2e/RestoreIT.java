package io.keelson.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.e2e.process.Etcdctl;
import io.keelson.e2e.process.MissingProgramException;
import io.keelson.e2e.process.Program;
import io.keelson.e2e.process.Reference;
import io.keelson.e2e.process.Repository;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.HashKVRequest;
import io.keelson.proto.etcdserverpb.HashKVResponse;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RequestOp;
import io.keelson.proto.etcdserverpb.TxnRequest;
import io.keelson.proto.mvccpb.KeyValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots and data directories of upstream in our node, and of ours in upstream. */
@BesideOthers
final class RestoreIT {
  private static final int KEYS = 5000;
  private static final int KEYS_PER_TXN = 100;

  @TempDir private Path folder;

  /** What a server holds. */
  private record Content(long revision, int hash, long compactRevision, List<KeyValue> keys) {
    static Content of(EtcdProcess server) {
      HashKVResponse hash =
          server.client().maintenance().hashKV(HashKVRequest.getDefaultInstance());
      return new Content(
          hash.getHeader().getRevision(),
          hash.getHash(),
          hash.getCompactRevision(),
          server
              .client()
              .kv()
              .range(RangeRequest.newBuilder().setKey(zero()).setRangeEnd(zero()).build())
              .getKvsList());
    }

    private static ByteString zero() {
      return ByteString.copyFrom(new byte[1]);
    }
  }

  private static Program ours() {
    try {
      return new Program(Repository.launcher().resolveSibling("etcdutl"));
    } catch (MissingProgramException e) {
      return Assumptions.abort(e.toString());
    }
  }

  private static Program upstream(Reference reference) {
    return new Program(reference.etcdutl());
  }

  private static ByteString key(int i) {
    return ByteString.copyFromUtf8("key-%05d".formatted(i));
  }

  private static void put(EtcdProcess server, int from, int to, String value) {
    for (int start = from; start < to; start += KEYS_PER_TXN) {
      TxnRequest.Builder txn = TxnRequest.newBuilder();
      for (int i = start; i < Math.min(to, start + KEYS_PER_TXN); i++) {
        txn.addSuccess(
            RequestOp.newBuilder()
                .setRequestPut(
                    PutRequest.newBuilder()
                        .setKey(key(i))
                        .setValue(ByteString.copyFromUtf8(value + i))));
      }
      server.client().kv().txn(txn.build());
    }
  }

  private static long delete(EtcdProcess server, int from, int to) {
    return server
        .client()
        .kv()
        .deleteRange(DeleteRangeRequest.newBuilder().setKey(key(from)).setRangeEnd(key(to)).build())
        .getHeader()
        .getRevision();
  }

  private static void compact(EtcdProcess server, long revision) {
    server
        .client()
        .kv()
        .compact(CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
  }

  /** Overwrites, deletions with and without a return, leases, two compactions. */
  private static void fill(EtcdProcess server, Reference tool) {
    put(server, 0, KEYS, "first ");
    put(server, 100, 700, "second ");
    compact(server, delete(server, 300, 500));
    put(server, 400, 450, "back ");
    String lease = grant(server, tool);
    for (int i = 0; i < 5; i++) {
      run(server, tool, "put", "--lease=" + lease, "leased-" + i, "x");
    }
    compact(server, delete(server, 600, 620));
    put(server, 605, 610, "again ");
    delete(server, 4000, 4010);
  }

  private static String grant(EtcdProcess server, Reference tool) {
    return run(server, tool, "lease", "grant", "3600").split(" ", 3)[1];
  }

  private static String run(EtcdProcess server, Reference tool, String... arguments) {
    Program.Result result = new Etcdctl(tool, server.endpoint()).run("", arguments);
    assertThat(result.exitCode()).as("%s: %s", List.of(arguments), result.err()).isZero();
    return result.out();
  }

  private Path save(EtcdProcess server, Reference tool) {
    Path file = folder.resolve(server.label() + "-" + server.clientPort() + ".snap");
    run(server, tool, "snapshot", "save", file.toString());
    return file;
  }

  private void restore(Program tool, Path snapshot, EtcdProcess target, String... more) {
    String peer = "http://127.0.0.1:" + target.peerPort();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "snapshot",
                "restore",
                snapshot.toString(),
                "--data-dir=" + target.dataDir(),
                "--name=n1",
                "--initial-cluster=n1=" + peer,
                "--initial-advertise-peer-urls=" + peer));
    arguments.addAll(List.of(more));
    Program.Result result = tool.run("", arguments);
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "3.6", "3.7"})
  void upstreamInOurs(String version) throws IOException {
    Reference reference = Requires.reference(version);
    Path snapshot;
    Content saved;
    Content end;
    try (EtcdProcess upstream = Requires.upstream(version).start();
        EtcdProcess imported = Requires.ours().prepare()) {
      fill(upstream, reference);
      snapshot = save(upstream, reference);
      saved = Content.of(upstream);
      put(upstream, 5000, 5100, "tail ");
      grant(upstream, reference);
      end = Content.of(upstream);
      upstream.kill9();
      copy(upstream.dataDir(), imported.dataDir());
      imported.start();
      assertThat(Content.of(imported)).isEqualTo(end);
      assertThat(run(imported, Requires.reference("3.7"), "lease", "list")).contains("found 2");
      put(imported, 0, 100, "ours ");
      Content changed = Content.of(imported);
      imported.restart();
      assertThat(Content.of(imported)).isEqualTo(changed);
    }
    try (EtcdProcess restored = Requires.ours().prepare()) {
      restore(ours(), snapshot, restored);
      restored.start();
      assertThat(Content.of(restored)).isEqualTo(saved);
    }
    try (EtcdProcess restored = Requires.ours().prepare()) {
      restore(upstream(reference), snapshot, restored);
      restored.start();
      assertThat(Content.of(restored)).isEqualTo(saved);
    }
    try (EtcdProcess restored = Requires.upstream(version).prepare()) {
      restore(ours(), snapshot, restored, "--format=upstream");
      restored.start();
      assertThat(Content.of(restored)).isEqualTo(saved);
    }
  }

  @Test
  void bumpedRevisionsAreTheSame() {
    Reference reference = Requires.reference("3.7");
    String[] bump = {"--bump-revision=1000", "--mark-compacted"};
    try (EtcdProcess upstream = Requires.upstream("3.7").start();
        EtcdProcess byUpstream = Requires.upstream("3.7").prepare();
        EtcdProcess byOurs = Requires.ours().prepare()) {
      fill(upstream, reference);
      Path snapshot = save(upstream, reference);
      restore(upstream(reference), snapshot, byUpstream, bump);
      restore(ours(), snapshot, byOurs, bump);
      byUpstream.start();
      byOurs.start();
      assertThat(Content.of(byOurs)).isEqualTo(Content.of(byUpstream));
      assertThat(Content.of(byOurs).revision()).isGreaterThan(1000);
    }
  }

  @Test
  void oursInOlderUpstream() {
    Reference newest = Requires.reference("3.7");
    try (EtcdProcess node = Requires.ours().start();
        EtcdProcess older = Requires.upstream("3.6").prepare();
        EtcdProcess again = Requires.ours().prepare()) {
      fill(node, newest);
      Path snapshot = save(node, newest);
      Content saved = Content.of(node);
      List<String> status = List.of("snapshot", "status", snapshot.toString());
      assertThat(ours().run("", status)).isEqualTo(upstream(newest).run("", status));
      Path converted = folder.resolve("converted");
      List<String> convert =
          List.of(
              "snapshot",
              "convert",
              "--target-version=3.6",
              snapshot.toString(),
              converted.toString());
      assertThat(ours().run("", convert).exitCode()).isZero();
      restore(upstream(Requires.reference("3.6")), converted, older);
      older.start();
      assertThat(Content.of(older)).isEqualTo(saved);
      restore(ours(), snapshot, again);
      again.start();
      assertThat(Content.of(again)).isEqualTo(saved);
    }
  }

  @Test
  void whatCannotBeRestoredLeavesNothing() throws IOException {
    Requires.ours();
    Path broken = folder.resolve("broken");
    Files.write(broken, new byte[4096 + 32]);
    Path target = folder.resolve("target");
    for (String more : List.of("--skip-hash-check", "--skip-hash-check=false")) {
      List<String> restore =
          List.of("snapshot", "restore", broken.toString(), "--data-dir=" + target, more);
      Program.Result result = ours().run("", restore);
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).contains("Error: ");
      assertThat(target).doesNotExist();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }
}
