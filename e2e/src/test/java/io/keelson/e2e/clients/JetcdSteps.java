package io.keelson.e2e.clients;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.DeleteResponse;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.PutResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Collects the lines of one run with jetcd. */
final class JetcdSteps {
  static final long LIMIT_SECONDS = 15;

  private final List<String> lines = new ArrayList<>();
  private String section = "";

  List<String> lines() {
    return lines;
  }

  void section(String name) {
    section = name;
  }

  void print(String step, Object value) {
    lines.add("{\"step\":\"" + section + " " + step + "\",\"value\":\"" + value + "\"}");
  }

  /** Waits for one call; null after a refusal, which is printed. */
  <T> void call(String step, CompletableFuture<T> answer, Function<T, ?> show) {
    try {
      print(step, show.apply(answer.get(LIMIT_SECONDS, TimeUnit.SECONDS)));
    } catch (ExecutionException e) {
      print(step, "error: " + error(e));
    } catch (TimeoutException e) {
      print(step, "nothing came in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The innermost message: jetcd wraps it in types that may change with its version. */
  static String error(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return Status.fromThrowable(thrown).getCode() + " " + cause.getMessage();
  }

  static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }

  static String text(KeyValue kv) {
    return "%s=%s create %d mod %d version %d lease %d"
        .formatted(
            kv.getKey(),
            kv.getValue().size() > 64 ? kv.getValue().size() + " bytes" : kv.getValue(),
            kv.getCreateRevision(),
            kv.getModRevision(),
            kv.getVersion(),
            kv.getLease());
  }

  private static String texts(List<KeyValue> kvs) {
    return kvs.stream().map(JetcdSteps::text).toList().toString();
  }

  static String put(PutResponse r) {
    String previous = r.hasPrevKv() ? text(r.getPrevKv()) : "none";
    return "revision " + r.getHeader().getRevision() + ", before: " + previous;
  }

  static String get(GetResponse r) {
    return "revision %d count %d more %s %s"
        .formatted(r.getHeader().getRevision(), r.getCount(), r.isMore(), texts(r.getKvs()));
  }

  static String delete(DeleteResponse r) {
    return "revision %d deleted %d %s"
        .formatted(r.getHeader().getRevision(), r.getDeleted(), texts(r.getPrevKvs()));
  }

  static String txn(TxnResponse r) {
    return "revision %d succeeded %s puts %s gets %s deletes %s"
        .formatted(
            r.getHeader().getRevision(),
            r.isSucceeded(),
            r.getPutResponses().stream().map(JetcdSteps::put).toList(),
            r.getGetResponses().stream().map(JetcdSteps::get).toList(),
            r.getDeleteResponses().stream().map(JetcdSteps::delete).toList());
  }
}
