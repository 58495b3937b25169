package io.keelson.node.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.keelson.bytes.Bytes;
import io.keelson.node.command.Command;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.Op;
import io.keelson.node.command.Command.Put;
import io.keelson.node.command.Command.RangeOp;
import io.keelson.node.command.Command.Txn;
import io.keelson.node.command.RangeRequest;
import io.keelson.node.command.Refusal;
import io.keelson.node.engine.Engine;
import io.keelson.node.mvcc.MvccModel.Answer;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.etcdserverpb.TxnResponse;
import io.keelson.proto.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One store beside its model: the same commands to both, and the same questions. */
final class MvccRun implements AutoCloseable {
  private record Logged(Command command, Answer answer) {}

  private final Supplier<Engine> opener;
  private final MvccModel model = new MvccModel();
  private final List<Logged> log = new ArrayList<>();
  private Engine engine;
  private MvccStore store;
  private TxnExecutor executor;
  private @Nullable Compaction compaction;

  MvccRun(Supplier<Engine> opener) {
    this.opener = opener;
    engine = opener.get();
    store = new MvccStore(engine);
    executor = executor(store);
  }

  private static TxnExecutor executor(MvccStore store) {
    return new TxnExecutor(store, lease -> lease <= MvccModel.LEASE_MAX);
  }

  MvccModel model() {
    return model;
  }

  Engine engine() {
    return engine;
  }

  /** Gives a command to both and compares their answers. */
  Answer apply(Command command) throws InvalidProtocolBufferException {
    if (command instanceof Command.Compact) {
      commit();
    }
    long previous = model.compactRevision();
    Answer expected = model.apply(command);
    assertThat(execute(command)).as("answer to %s", command).isEqualTo(expected);
    log.add(new Logged(command, expected));
    assertThat(store.revision()).isEqualTo(model.revision());
    if (command instanceof Command.Compact && expected.refusal() == null) {
      commit();
      checkCompactionHash(previous);
    }
    return expected;
  }

  private Answer execute(Command command) throws InvalidProtocolBufferException {
    return switch (command) {
      case Put put -> {
        Outcome<PutResult> outcome = executor.put(put);
        PutResult result = outcome.result();
        if (result == null) {
          yield Answer.refused(refusal(outcome));
        }
        Bytes previous = result.previous();
        yield new Answer(
            null, result.revision(), 0, previous == null ? List.of() : List.of(previous));
      }
      case DeleteRange delete -> {
        DeleteResult result = executor.delete(delete);
        yield new Answer(null, result.revision(), result.deleted(), result.previous());
      }
      case Txn txn -> {
        if (readsPast(txn)) {
          commit();
        }
        yield answer(executor.txn(txn));
      }
      case Command.Compact compact -> {
        Refusal refusal = store.compact(compact.revision());
        yield refusal == null ? new Answer(null, 0, 0, List.of()) : Answer.refused(refusal);
      }
      default -> throw new IllegalArgumentException(command.toString());
    };
  }

  private static Refusal refusal(Outcome<?> outcome) {
    return Objects.requireNonNull(outcome.refusal());
  }

  private static Answer answer(Outcome<TxnResult> outcome) throws InvalidProtocolBufferException {
    TxnResult result = outcome.result();
    if (result == null) {
      return Answer.refused(refusal(outcome));
    }
    TxnResponse parsed = TxnResponse.parseFrom(result.body().toArray());
    return new Answer(null, result.revision(), 0, List.of(Bytes.wrap(parsed.toByteArray())));
  }

  private static boolean readsPast(Txn txn) {
    List<Op> ops = new ArrayList<>(txn.success());
    ops.addAll(txn.failure());
    return ops.stream()
        .anyMatch(
            op ->
                switch (op) {
                  case RangeOp range -> range.range().revision() > 0;
                  case Txn nested -> readsPast(nested);
                  default -> false;
                });
  }

  /** A transaction of ranges, on a view. */
  void checkReadOnly(Txn txn) throws InvalidProtocolBufferException {
    commit();
    StoreView view = store.view();
    try {
      assertThat(answer(TxnExecutor.readOnly(view, txn))).isEqualTo(model.apply(txn));
    } finally {
      view.release();
    }
  }

  void commit() {
    store.commit(log.size(), 1);
  }

  void checkRange(RangeRequest request) {
    commit();
    StoreView view = store.view();
    try {
      boolean isTooOld = request.revision() > 0 && request.revision() < model.compactRevision();
      Refusal expected =
          request.revision() > model.revision()
              ? Refusal.FUTURE_REVISION
              : isTooOld ? Refusal.COMPACTED : null;
      assertThat(view.refusal(request.revision())).isEqualTo(expected);
      if (expected == null) {
        List<Bytes> found = new ArrayList<>();
        RangeResult result =
            view.range(
                request,
                (array, offset, length) ->
                    found.add(Bytes.wrap(Bytes.wrap(array, offset, length).toArray())));
        RangeResponse wanted = model.range(request);
        assertThat(found)
            .as("answer to %s", request)
            .isEqualTo(wanted.getKvsList().stream().map(MvccRun::encode).toList());
        assertThat(result)
            .as("answer to %s", request)
            .isEqualTo(new RangeResult(wanted.getCount(), wanted.getKvsCount(), wanted.getMore()));
        assertThat(view.count(request.key(), request.rangeEnd(), request.revision()))
            .isEqualTo(wanted.getCount());
      }
      assertThat(view.keyCount()).isEqualTo(model.state(Long.MAX_VALUE).size());
      assertThat(view.revision()).isEqualTo(model.revision());
      assertThat(view.compactRevision()).isEqualTo(model.compactRevision());
    } finally {
      view.release();
    }
  }

  private static Bytes encode(KeyValue keyValue) {
    return Bytes.wrap(keyValue.toByteArray());
  }

  /** HashKV; while rows are being removed only where the rule does not depend on that. */
  void checkHash(long at) {
    commit();
    long revision = at == 0 ? model.revision() : at;
    boolean isSettled = store.finishedCompactRevision() == model.compactRevision();
    if (revision < model.compactRevision() || !(isSettled || model.hasLiveKeys(revision))) {
      return;
    }
    StoreView view = store.view();
    try {
      KeyValueHash hash = HistoryHasher.hash(view, store.finishedCompactRevision(), at);
      assertThat(hash)
          .as("hash at %s", revision)
          .isEqualTo(new KeyValueHash(model.hash(revision), model.compactRevision(), revision));
    } finally {
      view.release();
    }
  }

  private void checkCompactionHash(long previous) {
    if (store.finishedCompactRevision() != previous) {
      return;
    }
    StoreView view = store.view();
    try {
      long at = model.compactRevision();
      assertThat(HistoryHasher.hashForCompaction(view, previous, at))
          .as("hash for compaction at %s after %s", at, previous)
          .isEqualTo(new KeyValueHash(model.compactionHash(previous, at), previous, at));
    } finally {
      view.release();
    }
  }

  /** Removes a few compacted rows; false when there are none left. */
  boolean removeSome(int rowsMax) {
    Compaction running = compaction;
    if (running == null) {
      if (store.finishedCompactRevision() == store.compactRevision()) {
        return false;
      }
      commit();
      running =
          new Compaction(store.view(), store.finishedCompactRevision(), store.compactRevision());
      compaction = running;
    }
    Compaction.Chunk chunk = running.next(rowsMax);
    store.remove(chunk);
    if (chunk.isLast()) {
      running.close();
      compaction = null;
      if (store.finishedCompactRevision() == model.compactRevision()) {
        model.removeCompacted();
      }
    }
    return true;
  }

  void removeAll() {
    while (removeSome(7)) {
      commit();
    }
  }

  private void shut() {
    if (compaction != null) {
      compaction.close();
      compaction = null;
    }
    store.close();
    engine.close();
  }

  /** Opens the store again and replays what it had not kept. */
  void reopen(RandomGenerator random) throws InvalidProtocolBufferException {
    shut();
    engine = opener.get();
    store = new MvccStore(engine);
    executor = executor(store);
    MvccStore.Applied applied = store.durableApplied();
    StoreView view = store.view();
    assertThat(view.appliedIndex()).isEqualTo(applied.index());
    assertThat(view.revision()).isEqualTo(applied.revision());
    view.release();
    for (int i = (int) applied.index(); i < log.size(); i++) {
      Logged logged = log.get(i);
      assertThat(execute(logged.command()))
          .as("replay of entry %s, %s", i, logged.command())
          .isEqualTo(logged.answer());
      if (random.nextInt(4) == 0) {
        store.commit(i + 1L, 1);
      }
    }
    commit();
    removeAll();
    assertThat(store.revision()).isEqualTo(model.revision());
    assertThat(store.compactRevision()).isEqualTo(model.compactRevision());
  }

  /** Everything that can be asked about each revision. */
  void checkAll() {
    commit();
    removeAll();
    for (long at = Math.max(1, model.compactRevision()); at <= model.revision(); at++) {
      checkHash(at);
      checkRange(everything(at, false));
      checkRange(everything(at, true));
    }
    checkHash(0);
  }

  private static RangeRequest everything(long at, boolean isCountOnly) {
    return new RangeRequest(
        Bytes.of(0),
        Bytes.of(0),
        0,
        at,
        RangeRequest.NONE,
        RangeRequest.BY_KEY,
        true,
        false,
        isCountOnly,
        RangeRequest.RevisionFilter.NONE);
  }

  @Override
  public void close() {
    shut();
  }
}
