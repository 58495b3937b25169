package io.keelson.e2e.diff;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.HashKVRequest;
import io.keelson.proto.etcdserverpb.HashKVResponse;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.ResponseHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/**
 * Sends the same operations, one after the other, to two fresh servers and compares every answer.
 * Each operation is under way at both servers at once; the next one waits for both.
 */
public final class Differential {
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(10);
  private static final int HASHES_PER_POINT = 4;
  private static final int MISMATCHES = Integer.getInteger("mismatches", 1);

  private final Options options;
  private final Caller left;
  private final Caller right;
  private final StoreState state = new StoreState();
  private final OpGenerator generator;
  private final SortedMap<String, Integer> counts = Report.newCounts();
  private final List<Mismatch> mismatches = new ArrayList<>();
  private int number;

  private Differential(Options options, EtcdProcess left, EtcdProcess right) {
    this.options = options;
    this.left = new Caller(left.client().channel());
    this.right = new Caller(right.client().channel());
    this.generator = new OpGenerator(options, state);
  }

  /** Both servers must be empty. */
  static Report run(Options options, EtcdProcess left, EtcdProcess right) {
    return new Differential(options, left, right).run();
  }

  private Report run() {
    long start = System.nanoTime();
    int hashEvery = Math.max(1, options.operations() / Math.max(1, options.hashPoints()));
    while (number < options.operations() && isGoingOn()) {
      compare(generator.next());
      if (number % hashEvery == 0) {
        compareHashes();
      }
    }
    if (isGoingOn()) {
      compareAll();
    }
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    return new Report(options, number, time, state.revision(), counts, mismatches);
  }

  private boolean isGoingOn() {
    return mismatches.size() < MISMATCHES;
  }

  private void compareHashes() {
    for (int i = 0; i < HASHES_PER_POINT && isGoingOn(); i++) {
      long revision =
          switch (i) {
            case 0 -> 0;
            case 1 -> Math.max(0, state.compactRevision());
            case 2 -> state.revision();
            default -> generator.hash().getRevision();
          };
      compare(Op.of(Rpc.HASH_KV, HashKVRequest.newBuilder().setRevision(revision).build()));
    }
  }

  private void compareAll() {
    RangeRequest all =
        RangeRequest.newBuilder().setKey(KeySpace.ZERO).setRangeEnd(KeySpace.ZERO).build();
    compare(Op.of(Rpc.RANGE, all));
    compare(Op.of(Rpc.RANGE_STREAM, all));
    long oldest = Math.max(1, state.compactRevision());
    compare(Op.of(Rpc.RANGE, all.toBuilder().setRevision(oldest).build()));
    compareHashes();
  }

  private void compare(Op op) {
    number++;
    long start = System.nanoTime();
    CompletableFuture<Outcome> first = left.send(op);
    CompletableFuture<Outcome> second = right.send(op);
    Outcome a = first.join();
    Outcome b = second.join();
    counts.merge(op.rpc() + " " + kind(a), 1, Integer::sum);
    int micros = (int) ((System.nanoTime() - start) / 1_000);
    counts.merge(op.rpc() + ", microseconds", micros, Integer::sum);
    Optional<String> difference = Comparison.difference(op, a, b);
    if (difference.isPresent()) {
      mismatches.add(
          new Mismatch(
              options,
              number,
              op,
              difference.get(),
              Comparison.describe(a),
              Comparison.describe(b)));
      return;
    }
    learn(op, a);
  }

  private void learn(Op op, Outcome outcome) {
    switch (outcome) {
      case Outcome.Answer(Message answer) -> {
        state.sawRevision(revision(answer));
        if (op.rpc() == Rpc.COMPACT) {
          compacted(op);
        }
      }
      case Outcome.Streamed streamed -> state.sawRevision(revision(streamed.merged()));
      case Outcome.Refusal _ -> {}
    }
  }

  /** HashKV of later compactions depends on this one being finished, at both servers. */
  private void compacted(Op op) {
    CompactionRequest request = (CompactionRequest) parse(op);
    long previous = state.compactRevision();
    state.compacted(request.getRevision());
    if (request.getPhysical() || request.getRevision() <= 0) {
      return;
    }
    Op hash =
        Op.of(Rpc.HASH_KV, HashKVRequest.newBuilder().setRevision(request.getRevision()).build());
    for (Caller caller : List.of(left, right)) {
      if (!Await.until(SETTLE_LIMIT, () -> isStored(caller.send(hash).join(), previous))) {
        String side = caller == left ? "left" : "right";
        String what =
            side + " never stored the hash of the compaction from " + previous + ", see HashKV";
        mismatches.add(new Mismatch(options, number, op, what, "", ""));
      }
    }
  }

  private static boolean isStored(Outcome outcome, long previous) {
    return outcome instanceof Outcome.Answer(HashKVResponse answer)
        && answer.getCompactRevision() == previous;
  }

  private static Message parse(Op op) {
    try {
      return Op.parse(op.rpc().requestType(), op.request());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long revision(Message answer) {
    FieldDescriptor header = answer.getDescriptorForType().findFieldByName("header");
    return header == null ? 0 : ((ResponseHeader) answer.getField(header)).getRevision();
  }

  private static String kind(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Answer _, Outcome.Streamed _ -> "answered";
      case Outcome.Refusal(var code, var text) ->
          code + " " + text.replaceAll("\\d+", "#").replaceAll("\\s+", " ");
    };
  }
}
