package io.keelson.node.sim;

import io.keelson.bytes.Bytes;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.command.Command.LeaseGrant;
import io.keelson.node.command.Command.LeaseRevoke;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.command.RangeRequest;
import io.keelson.node.command.Refusal;
import io.keelson.node.command.RequestCodec;
import io.keelson.node.main.SimNode;
import io.keelson.node.mvcc.KeyValueView;
import io.keelson.node.mvcc.StoreView;
import io.keelson.node.replica.Lessor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Does at a member what its services do with a client's request. In the member's process. */
final class Door {
  private final SimNode node;
  private final SimProcess process;

  Door(SimNode node, SimProcess process) {
    this.node = node;
    this.process = process;
  }

  /** What a client is told. */
  interface Reply {
    /** It was done. */
    void done(Answer answer);

    /**
     * It was not, as far as this member knows.
     *
     * @param isCertain whether it never will be
     */
    void refused(Refusal refusal, boolean isCertain);
  }

  /** Serves a request. */
  void serve(Op op, Reply reply) {
    switch (op) {
      case Op.Put put -> propose(reply, id -> CommandCodec.encodePut(id, OpCodec.encode(put)));
      case Op.Delete delete ->
          propose(reply, id -> CommandCodec.encodeDeleteRange(id, OpCodec.encode(delete)));
      case Op.Txn txn -> propose(reply, id -> CommandCodec.encodeTxn(id, OpCodec.encode(txn)));
      case Op.Compact compact ->
          propose(reply, id -> CommandCodec.encodeCompact(id, OpCodec.encode(compact)));
      case Op.Grant grant ->
          propose(
              reply,
              id ->
                  CommandCodec.encodeLeaseGrant(
                      id, new LeaseGrant(grant.lease(), grant.ttlSeconds())));
      case Op.Revoke revoke ->
          propose(reply, id -> CommandCodec.encodeLeaseRevoke(id, new LeaseRevoke(revoke.lease())));
      case Op.KeepAlive alive -> renew(alive, reply);
      case Op.Range range -> range(range, reply);
      case Op.Reconfigure ignored -> throw new IllegalArgumentException(op.toString());
    }
  }

  private void propose(Reply reply, LongFunction<Bytes> encode) {
    node.proposer().propose(encode, result -> answer(result, published(reply)));
  }

  /** Whoever is answered finds the effect in this member's store at once. */
  private Reply published(Reply reply) {
    return new Reply() {
      @Override
      public void done(Answer answer) {
        StoreView view = node.store().view();
        long revision = view.revision();
        view.release();
        Violation.check(
            answer.revision() <= revision,
            "revision %s is answered while the store shows %s",
            answer.revision(),
            revision);
        reply.done(answer);
      }

      @Override
      public void refused(Refusal refusal, boolean isCertain) {
        reply.refused(refusal, isCertain);
      }
    };
  }

  private static void answer(ApplyResult result, Reply reply) {
    switch (result) {
      case ApplyResult.PutDone put -> reply.done(Answer.of(put.put().revision(), "put"));
      case ApplyResult.DeleteDone delete ->
          reply.done(Answer.of(delete.delete().revision(), "deleted " + delete.delete().deleted()));
      case ApplyResult.TxnDone txn ->
          reply.done(OpCodec.txnAnswer(txn.txn().revision(), txn.txn().body()));
      case ApplyResult.CompactDone compact -> reply.done(Answer.of(compact.revision(), ""));
      case ApplyResult.LeaseGranted granted -> reply.done(Answer.of(granted.revision(), ""));
      case ApplyResult.LeaseRevoked revoked -> reply.done(Answer.of(revoked.revision(), "revoked"));
      case ApplyResult.Refused refused ->
          reply.refused(refused.refusal(), isCertain(refused.refusal()));
      case ApplyResult.MembersChanged changed ->
          reply.done(Answer.of(0, changed.members().size() + " members"));
      case ApplyResult.AlarmDone ignored -> throw new Violation("an alarm was not asked for");
      case ApplyResult.Done ignored -> throw new Violation("done without an answer");
    }
  }

  /** Whether a refusal says that there is and will be no effect. */
  private static boolean isCertain(Refusal refusal) {
    return switch (refusal) {
      case TIMEOUT,
          TIMEOUT_LEADER_FAILED,
          TIMEOUT_CONNECTION_LOST,
          STOPPED,
          LEADER_CHANGED,
          NO_LEADER ->
          false;
      case COMPACTED,
          FUTURE_REVISION,
          KEY_NOT_FOUND,
          LEASE_NOT_FOUND,
          LEASE_EXISTS,
          LEASE_TTL_TOO_LARGE,
          CORRUPT,
          NO_SPACE,
          TOO_MANY_REQUESTS,
          REQUEST_TOO_LARGE,
          NOT_LEADER,
          MEMBER_REMOVED,
          MEMBER_NOT_FOUND,
          MEMBER_EXISTS,
          PEER_URL_EXISTS,
          TOO_MANY_LEARNERS,
          MEMBER_NOT_LEARNER,
          LEARNER_NOT_READY,
          TOO_FEW_STARTED,
          UNHEALTHY ->
          true;
    };
  }

  private void renew(Op.KeepAlive alive, Reply reply) {
    node.lessor()
        .renew(
            alive.lease(),
            new Lessor.Renewal() {
              @Override
              public void renewed(long ttlSeconds) {
                reply.done(Answer.of(0, ""));
              }

              @Override
              public void notFound() {
                reply.refused(Refusal.LEASE_NOT_FOUND, true);
              }

              @Override
              public void refused(Refusal refusal) {
                reply.refused(refusal, true);
              }
            });
  }

  private void range(Op.Range range, Reply reply) {
    if (range.isSerializable()) {
      process.after(process.poolDelayNanos(), () -> read(range, reply));
      return;
    }
    boolean isLong = !range.to().isEmpty();
    node.readIndex()
        .confirm(
            () -> {
              if (isLong) {
                process.after(process.poolDelayNanos(), () -> read(range, reply));
              } else {
                read(range, reply);
              }
            },
            refusal -> reply.refused(refusal, true));
  }

  private void read(Op.Range range, Reply reply) {
    StoreView view = node.store().view();
    try {
      @Nullable Refusal refusal = view.refusal(range.revision());
      if (refusal != null) {
        reply.refused(refusal, true);
        return;
      }
      List<KeyState> found = new ArrayList<>();
      view.range(
          request(range),
          (array, offset, length) ->
              found.add(
                  KeyState.of(
                      KeyValueView.decode(
                          Bytes.copyOf(java.nio.ByteBuffer.wrap(array, offset, length))))));
      reply.done(new Answer(view.revision(), found.toString(), found));
    } finally {
      view.release();
    }
  }

  static RangeRequest request(Op.Range range) {
    try {
      return RequestCodec.range(OpCodec.encode(range));
    } catch (io.keelson.bytes.WireReader.WireException e) {
      throw new IllegalStateException(e);
    }
  }
}
