package io.keelson.node.api;

import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.apply.ApplyResult.CompactDone;
import io.keelson.node.apply.ApplyResult.DeleteDone;
import io.keelson.node.apply.ApplyResult.PutDone;
import io.keelson.node.apply.ApplyResult.Refused;
import io.keelson.node.apply.ApplyResult.TxnDone;
import io.keelson.node.apply.PendingRequests.Completion;
import io.keelson.node.command.Command.Compact;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.Put;
import io.keelson.node.command.Command.Txn;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.command.QuotaCost;
import io.keelson.node.command.RangeRequest;
import io.keelson.node.command.Refusal;
import io.keelson.node.command.RequestCodec;
import io.keelson.node.command.RequestText;
import io.keelson.node.metrics.GrpcMetrics;
import io.keelson.node.metrics.MvccMetrics;
import io.keelson.node.metrics.SuccessCells;
import io.keelson.node.mvcc.DeleteResult;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.Outcome;
import io.keelson.node.mvcc.PutResult;
import io.keelson.node.mvcc.StoreView;
import io.keelson.node.mvcc.TxnExecutor;
import io.keelson.node.mvcc.TxnResult;
import io.keelson.node.replica.Proposer;
import io.keelson.node.replica.ReadIndex;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** {@code etcdserverpb.KV}. */
public final class KvService {
  private static final String SERVICE = "etcdserverpb.KV";

  private final Proposer proposer;
  private final ReadIndex readIndex;
  private final MvccStore store;
  private final ResponseHeaders headers;
  private final KvSettings settings;
  private final RangeCalls ranges;

  /** Serves from these parts; see {@link KvSettings}. */
  public KvService(
      Proposer proposer,
      ReadIndex readIndex,
      MvccStore store,
      ResponseHeaders headers,
      KvSettings settings) {
    this.proposer = proposer;
    this.readIndex = readIndex;
    this.store = store;
    this.headers = headers;
    this.settings = settings;
    this.ranges = new RangeCalls(store, headers, settings);
  }

  /** The service as gRPC wants it. */
  public ServerServiceDefinition definition(
      CallGuard guard, GrpcMetrics grpcMetrics, NanoClock clock) {
    Calls calls = new Calls(guard, grpcMetrics, clock);
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(SERVICE);
    service.addMethod(
        Marshalling.method(SERVICE, "Range", MethodType.UNARY),
        new RawMethod(
            true,
            true,
            guard,
            calls.cells("unary", "Range"),
            settings.requestBytesMax(),
            (message, call) -> range(message, call, guard)));
    unary(service, calls, "Put", this::put);
    unary(service, calls, "DeleteRange", this::deleteRange);
    unary(service, calls, "Txn", this::txn);
    unary(service, calls, "Compact", this::compact);
    service.addMethod(
        Marshalling.method(SERVICE, "RangeStream", MethodType.SERVER_STREAMING),
        new RawMethod(
            false,
            guard,
            calls.cells("server_stream", "RangeStream"),
            settings.requestBytesMax(),
            this::rangeStream));
    return service.build();
  }

  /** What all methods share. */
  private record Calls(CallGuard guard, GrpcMetrics metrics, NanoClock clock) {
    CallCells cells(String type, String name) {
      return new CallCells(metrics.method(type, SERVICE, name), clock);
    }
  }

  private void unary(
      ServerServiceDefinition.Builder service,
      Calls calls,
      String name,
      RawMethod.Handler handler) {
    service.addMethod(
        Marshalling.method(SERVICE, name, MethodType.UNARY),
        new RawMethod(
            true, calls.guard(), calls.cells("unary", name), settings.requestBytesMax(), handler));
  }

  private @Nullable Runnable range(Bytes message, Call call, CallGuard guard) throws WireException {
    RangeRequest request = RequestCodec.range(message);
    @Nullable Status status =
        guard.isLearner() && !request.isSerializable()
            ? Statuses.LEARNER
            : RequestRules.check(request);
    if (status != null) {
      call.fail(status);
    } else if (request.isSerializable()) {
      ranges.serve(request, call);
    } else {
      readIndex.confirm(() -> ranges.serve(request, call), call::refuse);
    }
    return null;
  }

  private @Nullable Runnable rangeStream(Bytes message, Call call) throws WireException {
    RangeRequest request = RequestCodec.range(message);
    @Nullable Status status = RequestRules.checkStream(request);
    if (status != null) {
      call.fail(status);
      return null;
    }
    RangeStreamCall stream = ranges.stream(request, call);
    if (request.isSerializable()) {
      stream.start();
    } else {
      readIndex.confirm(stream::start, call::refuse);
    }
    return stream::continueSending;
  }

  private @Nullable Runnable put(Bytes message, Call call) throws WireException {
    Put put = RequestCodec.put(message);
    if (!settings.quota().hasRoomFor(QuotaCost.of(put))) {
      refuseForSpace(call);
      return null;
    }
    @Nullable Status status = RequestRules.check(put);
    if (status != null) {
      call.fail(status);
      return null;
    }
    propose(
        settings.meter().put(),
        id -> CommandCodec.encodePut(id, message),
        call,
        result -> {
          if (result instanceof PutDone done) {
            call.answer(encode(done.put()));
          }
        });
    return null;
  }

  private @Nullable Runnable deleteRange(Bytes message, Call call) throws WireException {
    DeleteRange delete = RequestCodec.deleteRange(message);
    @Nullable Status status = RequestRules.check(delete);
    if (status != null) {
      call.fail(status);
      return null;
    }
    propose(
        settings.meter().deleteRange(),
        id -> CommandCodec.encodeDeleteRange(id, message),
        call,
        result -> {
          if (result instanceof DeleteDone done) {
            call.answer(encode(done.delete()));
          }
        });
    return null;
  }

  private @Nullable Runnable txn(Bytes message, Call call) throws WireException {
    Txn txn = RequestCodec.txn(message);
    if (!settings.quota().hasRoomFor(QuotaCost.of(txn))) {
      refuseForSpace(call);
      return null;
    }
    @Nullable Status status = RequestRules.check(txn, settings.txnOpsMax());
    if (status != null) {
      call.fail(status);
    } else if (!RequestRules.isReadOnly(txn)) {
      propose(
          settings.meter().txn(),
          id -> CommandCodec.encodeTxn(id, message),
          call,
          result -> {
            if (result instanceof TxnDone done) {
              call.answer(encode(done.txn()));
            }
          });
    } else if (RequestRules.isSerializable(txn)) {
      ranges.onReader(() -> readOnly(txn, call));
    } else {
      readIndex.confirm(() -> ranges.onReader(() -> readOnly(txn, call)), call::refuse);
    }
    return null;
  }

  private void readOnly(Txn txn, Call call) {
    StoreView view = store.view();
    try {
      Outcome<TxnResult> outcome = TxnExecutor.readOnly(view, txn);
      TxnResult result = outcome.result();
      Refusal refusal = outcome.refusal();
      if (result != null) {
        settings.metrics().txns.inc();
        call.answer(encode(result));
      } else if (refusal != null) {
        call.refuse(refusal);
      }
      long took = settings.meter().readOnlyTxn(call, result != null);
      if (settings.meter().isSlow(took)) {
        String response = result == null ? "" : "size:" + result.body().length();
        settings.meter().warn("read-only txn ", took, RequestText.of(txn), response);
      }
    } finally {
      view.release();
    }
  }

  private @Nullable Runnable compact(Bytes message, Call call) throws WireException {
    Compact compact = RequestCodec.compact(message);
    propose(
        settings.meter().compaction(),
        id -> CommandCodec.encodeCompact(id, message),
        call,
        result -> {
          if (result instanceof CompactDone done) {
            Runnable answer = () -> call.answer(encodeHeader(currentRevision()));
            if (compact.isPhysical()) {
              settings.physicalCompaction().await(done.compactRevision(), answer);
            } else {
              answer.run();
            }
          }
        });
    return null;
  }

  private long currentRevision() {
    StoreView view = store.view();
    try {
      return view.revision();
    } finally {
      view.release();
    }
  }

  private void refuseForSpace(Call call) {
    settings.quota().raise(() -> call.refuse(Refusal.NO_SPACE));
  }

  /** Proposes; refusals are answered here, results by the caller. */
  private void propose(
      SuccessCells durations, LongFunction<Bytes> encode, Call call, Completion done) {
    proposer.propose(
        encode,
        result -> {
          count(result);
          // As with upstream: what was applied, even to no effect, is a success here.
          boolean isLate = result instanceof Refused late && late.refusal() == Refusal.TIMEOUT;
          durations.observe(!isLate, call.elapsedNanos());
          if (isLate) {
            settings.meter().proposalFailed();
          }
          if (result instanceof Refused refused) {
            call.refuse(refused.refusal());
          } else {
            done.complete(result);
          }
        });
  }

  private void count(ApplyResult result) {
    MvccMetrics metrics = settings.metrics();
    switch (result) {
      case PutDone ignored -> metrics.puts.inc();
      case DeleteDone ignored -> metrics.deletes.inc();
      case TxnDone ignored -> metrics.txns.inc();
      default -> {}
    }
  }

  private EncodedMessage encode(PutResult result) {
    EncodedMessage.Builder out = new EncodedMessage.Builder();
    headers.write(out, result.revision());
    if (result.previous() != null) {
      write(out, 2, result.previous());
    }
    return out.build();
  }

  private EncodedMessage encode(DeleteResult result) {
    EncodedMessage.Builder out = new EncodedMessage.Builder();
    headers.write(out, result.revision());
    if (result.deleted() != 0) {
      out.varint(2 << 3);
      out.varint(result.deleted());
    }
    result.previous().forEach(previous -> write(out, 3, previous));
    return out.build();
  }

  private EncodedMessage encode(TxnResult result) {
    EncodedMessage.Builder out = new EncodedMessage.Builder();
    headers.write(out, result.revision());
    Bytes body = result.body();
    out.write(body.array(), body.offset(), body.length());
    return out.build();
  }

  private EncodedMessage encodeHeader(long revision) {
    EncodedMessage.Builder out = new EncodedMessage.Builder();
    headers.write(out, revision);
    return out.build();
  }

  private static void write(EncodedMessage.Builder out, int field, Bytes value) {
    out.varint((long) field << 3 | 2);
    out.varint(value.length());
    out.write(value.array(), value.offset(), value.length());
  }
}
