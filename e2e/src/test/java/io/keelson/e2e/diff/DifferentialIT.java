package io.keelson.e2e.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.TxnRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Our node against upstream 3.7. {@code -Dops=200000} for the full run, {@code -Dseed=…} for other
 * operations; a mismatch prints the command that repeats it.
 */
@BesideOthers
final class DifferentialIT {
  private static final String UPSTREAM = "3.7";

  @Test
  void upstreamAgreesWithItself() {
    run(
        Options.fromProperties(11, 2_000),
        Requires.upstream(UPSTREAM),
        Requires.upstream(UPSTREAM));
  }

  @Test
  void trickyKeys() {
    run(Options.fromProperties(1, 10_000), Requires.upstream(UPSTREAM), Requires.ours());
  }

  @Test
  void manyKeys() {
    run(
        Options.fromProperties(2, 8_000).withKeys(1_000),
        Requires.upstream(UPSTREAM),
        Requires.ours());
  }

  @Test
  void fewKeysThatMeetOften() {
    run(Options.fromProperties(3, 5_000).withKeys(6), Requires.upstream(UPSTREAM), Requires.ours());
  }

  /** When this fails, upstream repaired it: compare such transactions again. */
  @Test
  void whatIsLeftOutStillEndsUpstream() {
    try (EtcdProcess upstream = Requires.upstream(UPSTREAM).start()) {
      ByteString key = KeySpace.text("k");
      var _ = upstream.client().kv().put(PutRequest.newBuilder().setKey(key).setValue(key).build());
      TxnRequest txn = UpstreamCrash.example(key);
      assertThatThrownBy(() -> upstream.client().kv().txn(txn))
          .isInstanceOf(StatusRuntimeException.class);
      int exit = upstream.waitForExit(Duration.ofSeconds(10));
      upstream.kill9();
      upstream.launch();
      int exitOfRestart = upstream.waitForExit(Duration.ofSeconds(20));
      assertThat(List.of(exit, exitOfRestart)).containsExactly(2, 2);
      assertThat(upstream.output()).contains("index out of range [0] with length 0");
    }
  }

  private static void run(Options options, EtcdProcess.Spec left, EtcdProcess.Spec right) {
    try (EtcdProcess a = left.flag("unsafe-no-fsync", "true").start();
        EtcdProcess b = right.flag("unsafe-no-fsync", "true").start()) {
      Report report = Differential.run(options, a, b);
      IO.println(a.label() + " and " + b.label() + ", " + report.summary());
      assertThat(report.mismatches()).isEmpty();
    }
  }
}
