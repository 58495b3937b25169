package io.keelson.node.api;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.command.LeaseCodec;
import io.keelson.node.command.Refusal;
import io.keelson.node.replica.Lessor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code LeaseKeepAlive}: renewals one after the other, each answered before the next is taken from
 * the connection, and the next only when the client can take an answer. So a stream holds one
 * request and one answer whatever the client does. Requests come on the connection's event loop;
 * the answer to one whose lease is just ending comes on another thread.
 */
final class KeepAliveMethod implements ServerCallHandler<Bytes, EncodedMessage> {
  private static final int TTL = 3;

  private static final int ASKED = 1;
  private static final int HALF_CLOSED = 2;
  private static final int WAITS_FOR_CLIENT = 4;
  private static final int ENDED = 8;
  private static final int LEADER_LOST = 16;

  private final CallGuard guard;
  private final CallCells cells;
  private final long requestBytesMax;
  private final Lessor lessor;
  private final LongFunction<EncodedMessage.Builder> beginAnswer;

  /**
   * Renews at a lessor.
   *
   * @param beginAnswer header and id of the answer for a lease
   */
  KeepAliveMethod(
      CallGuard guard,
      CallCells cells,
      long requestBytesMax,
      Lessor lessor,
      LongFunction<EncodedMessage.Builder> beginAnswer) {
    this.guard = guard;
    this.cells = cells;
    this.requestBytesMax = requestBytesMax;
    this.lessor = lessor;
    this.beginAnswer = beginAnswer;
  }

  @Override
  public ServerCall.Listener<Bytes> startCall(
      ServerCall<Bytes, EncodedMessage> serverCall, Metadata metadata) {
    @Nullable Status refused = guard.check(false, metadata);
    cells.method().started.inc();
    Call call = new Call(serverCall, cells);
    if (refused != null) {
      call.fail(refused);
      return new ServerCall.Listener<>() {};
    }
    serverCall.request(1);
    Stream stream = new Stream(serverCall, call);
    stream.forget = guard.awaitLeaderLoss(metadata, stream::leaderLost);
    return stream;
  }

  private final class Stream extends ServerCall.Listener<Bytes> {
    private final ServerCall<Bytes, EncodedMessage> serverCall;
    private final Call call;
    private final AtomicInteger state = new AtomicInteger();
    private Runnable forget = () -> {};

    Stream(ServerCall<Bytes, EncodedMessage> serverCall, Call call) {
      this.serverCall = serverCall;
      this.call = call;
    }

    private int add(int flag) {
      return state.getAndUpdate(flags -> flags | flag);
    }

    private int take(int flag) {
      return state.getAndUpdate(flags -> flags & ~flag);
    }

    @Override
    public void onMessage(Bytes message) {
      cells.method().received.inc();
      if (message.length() > requestBytesMax) {
        end(Statuses.tooLong(message.length(), requestBytesMax));
        return;
      }
      long id;
      try {
        id = LeaseCodec.keepAlive(message);
      } catch (WireException e) {
        end(Statuses.malformed(false, Statuses.INVALID_WIRE_FORMAT));
        return;
      }
      if ((add(ASKED) & LEADER_LOST) != 0) {
        return;
      }
      lessor.renew(id, new Answer(beginAnswer.apply(id)));
    }

    /** Answers the one request that is under way. */
    private final class Answer implements Lessor.Renewal {
      private final EncodedMessage.Builder out;

      Answer(EncodedMessage.Builder out) {
        this.out = out;
      }

      @Override
      public void renewed(long ttlSeconds) {
        LeaseService.number(out, TTL, ttlSeconds);
        send(out);
      }

      @Override
      public void notFound() {
        send(out);
      }

      @Override
      public void refused(Refusal refusal) {
        end(Statuses.of(refusal));
      }
    }

    private void send(EncodedMessage.Builder out) {
      call.send(out.build());
      int before = take(ASKED);
      if ((before & LEADER_LOST) != 0) {
        end(Statuses.NO_LEADER);
      } else if ((before & HALF_CLOSED) != 0) {
        end(Status.OK);
      } else if (call.isReady()) {
        serverCall.request(1);
      } else {
        add(WAITS_FOR_CLIENT);
        if (call.isReady()) {
          // The client became ready between the two lines above.
          onReady();
        }
      }
    }

    /** Ends the stream, at once if nobody else is about to answer. */
    void leaderLost() {
      if ((add(LEADER_LOST) & ASKED) == 0) {
        end(Statuses.NO_LEADER);
      }
    }

    @Override
    public void onReady() {
      if ((take(WAITS_FOR_CLIENT) & WAITS_FOR_CLIENT) != 0) {
        serverCall.request(1);
      }
    }

    @Override
    public void onHalfClose() {
      if ((add(HALF_CLOSED) & ASKED) == 0) {
        end(Status.OK);
      }
    }

    @Override
    public void onComplete() {
      forget.run();
    }

    @Override
    public void onCancel() {
      forget.run();
      end(Status.CANCELLED);
    }

    private void end(Status status) {
      if ((add(ENDED) & ENDED) == 0) {
        call.fail(status);
      }
    }
  }
}
