package io.keelson.node.api;

import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.apply.ApplyResult.LeaseGranted;
import io.keelson.node.apply.ApplyResult.LeaseRevoked;
import io.keelson.node.apply.ApplyResult.Refused;
import io.keelson.node.command.Command.LeaseGrant;
import io.keelson.node.command.Command.LeaseRevoke;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.command.LeaseCodec;
import io.keelson.node.command.LeaseCodec.TimeToLive;
import io.keelson.node.command.QuotaCost;
import io.keelson.node.command.Refusal;
import io.keelson.node.metrics.GrpcMetrics;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.StoreView;
import io.keelson.node.replica.Lessor;
import io.keelson.node.replica.Lessor.Times;
import io.keelson.node.replica.Proposer;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** {@code etcdserverpb.Lease}. */
public final class LeaseService {
  private static final String SERVICE = "etcdserverpb.Lease";

  private static final int ID = 2;
  private static final int TTL = 3;
  private static final int GRANTED_TTL = 4;
  private static final int KEYS = 5;
  private static final int LEASES = 2;

  private final Lessor lessor;
  private final Proposer proposer;
  private final MvccStore store;
  private final ResponseHeaders headers;
  private final LeaseSettings settings;

  /** Serves from these parts; see {@link LeaseSettings}. */
  public LeaseService(
      Lessor lessor,
      Proposer proposer,
      MvccStore store,
      ResponseHeaders headers,
      LeaseSettings settings) {
    this.lessor = lessor;
    this.proposer = proposer;
    this.store = store;
    this.headers = headers;
    this.settings = settings;
  }

  /** The service as gRPC wants it. */
  public ServerServiceDefinition definition(CallGuard guard, GrpcMetrics metrics, NanoClock clock) {
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(SERVICE);
    Methods methods = new Methods(service, guard, metrics, clock);
    unary(methods, "LeaseGrant", this::grant);
    unary(methods, "LeaseRevoke", this::revoke);
    unary(methods, "LeaseTimeToLive", this::timeToLive);
    unary(methods, "LeaseLeases", this::leases);
    service.addMethod(
        Marshalling.method(SERVICE, "LeaseKeepAlive", MethodType.BIDI_STREAMING),
        new KeepAliveMethod(
            guard,
            methods.cells("bidi_stream", "LeaseKeepAlive"),
            settings.requestBytesMax(),
            lessor,
            this::encodeRenewed));
    return service.build();
  }

  private record Methods(
      ServerServiceDefinition.Builder service,
      CallGuard guard,
      GrpcMetrics metrics,
      NanoClock clock) {
    CallCells cells(String type, String name) {
      return new CallCells(metrics.method(type, SERVICE, name), clock);
    }
  }

  private void unary(Methods methods, String name, RawMethod.Handler handler) {
    methods
        .service()
        .addMethod(
            Marshalling.method(SERVICE, name, MethodType.UNARY),
            new RawMethod(
                true,
                methods.guard(),
                methods.cells("unary", name),
                settings.requestBytesMax(),
                handler));
  }

  private @Nullable Runnable grant(Bytes message, Call call) throws WireException {
    LeaseGrant asked = LeaseCodec.grant(message);
    if (!settings.quota().hasRoomFor(QuotaCost.LEASE_GRANT)) {
      settings.quota().raise(() -> call.refuse(Refusal.NO_SPACE));
      return null;
    }
    LeaseGrant grant = asked.id() != 0 ? asked : new LeaseGrant(newId(), asked.ttlSeconds());
    proposer.propose(
        id -> CommandCodec.encodeLeaseGrant(id, grant),
        result -> {
          if (result instanceof LeaseGranted granted) {
            call.answer(encode(granted));
          } else if (result instanceof Refused refused) {
            call.refuse(refused.refusal());
          }
        });
    return null;
  }

  private long newId() {
    long id = 0;
    while (id == 0) {
      id = settings.ids().getAsLong() & Long.MAX_VALUE;
    }
    return id;
  }

  private @Nullable Runnable revoke(Bytes message, Call call) throws WireException {
    LeaseRevoke revoke = LeaseCodec.revoke(message);
    proposer.propose(
        id -> CommandCodec.encodeLeaseRevoke(id, revoke),
        result -> {
          if (result instanceof LeaseRevoked revoked) {
            EncodedMessage.Builder out = new EncodedMessage.Builder();
            headers.write(out, revoked.revision());
            call.answer(out.build());
          } else if (result instanceof Refused refused) {
            call.refuse(refused.refusal());
          }
        });
    return null;
  }

  private @Nullable Runnable timeToLive(Bytes message, Call call) throws WireException {
    TimeToLive request = LeaseCodec.timeToLive(message);
    lessor.timeToLive(
        request.id(),
        times -> {
          if (request.areKeysWanted() && times != null) {
            onReader(() -> answer(request, times, call));
          } else {
            answer(request, times, call);
          }
        },
        call::refuse);
    return null;
  }

  private void answer(TimeToLive request, @Nullable Times times, Call call) {
    if (call.isCancelled()) {
      return;
    }
    EncodedMessage.Builder out = new EncodedMessage.Builder();
    StoreView view = store.view();
    try {
      headers.write(out, view.revision());
      number(out, ID, request.id());
      number(out, TTL, times == null ? -1 : times.remainingSeconds());
      if (times != null) {
        number(out, GRANTED_TTL, times.grantedSeconds());
        if (request.areKeysWanted()) {
          view.attachedKeys(request.id(), key -> append(out, key));
        }
      }
    } finally {
      view.release();
    }
    answer(out, call);
  }

  /** Appends a key; false when the answer is too long already. */
  private boolean append(EncodedMessage.Builder out, Bytes key) {
    out.varint(KEYS << 3 | 2);
    out.varint(key.length());
    out.write(key.array(), key.offset(), key.length());
    return out.size() <= settings.responseBytesMax();
  }

  private @Nullable Runnable leases(Bytes message, Call call) throws WireException {
    LeaseCodec.skip(message);
    onReader(
        () -> {
          EncodedMessage.Builder out = new EncodedMessage.Builder();
          headers.write(out, revision());
          for (long id : lessor.leases()) {
            out.varint(LEASES << 3 | 2);
            out.varint(1 + io.keelson.bytes.WireWriter.varintSize(id));
            number(out, 1, id);
          }
          answer(out, call);
        });
    return null;
  }

  private void answer(EncodedMessage.Builder out, Call call) {
    if (out.size() > settings.responseBytesMax()) {
      call.fail(Statuses.answerTooLong(out.size(), settings.responseBytesMax()));
    } else {
      call.answer(out.build());
    }
  }

  /**
   * Runs on a reader thread; when those are too busy the caller's thread does it, which slows it.
   */
  private void onReader(Runnable work) {
    try {
      settings.readers().execute(work);
    } catch (RejectedExecutionException e) {
      work.run();
    }
  }

  private long revision() {
    StoreView view = store.view();
    try {
      return view.revision();
    } finally {
      view.release();
    }
  }

  private EncodedMessage encode(LeaseGranted granted) {
    EncodedMessage.Builder out = new EncodedMessage.Builder();
    headers.write(out, granted.revision());
    number(out, ID, granted.id());
    number(out, TTL, granted.ttlSeconds());
    return out.build();
  }

  /**
   * Begins the answer to a renewal before the renewal, so that its revision is not above that at
   * which the lease was alive.
   */
  private EncodedMessage.Builder encodeRenewed(long id) {
    EncodedMessage.Builder out = new EncodedMessage.Builder();
    headers.write(out, revision());
    number(out, ID, id);
    return out;
  }

  /** A number field, omitted when 0. */
  static void number(EncodedMessage.Builder out, int field, long value) {
    if (value != 0) {
      out.varint((long) field << 3);
      out.varint(value);
    }
  }
}
