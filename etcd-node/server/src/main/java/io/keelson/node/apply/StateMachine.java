package io.keelson.node.apply;

import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.alarm.AlarmRules;
import io.keelson.node.alarm.AlarmTable;
import io.keelson.node.apply.ApplyResult.AlarmDone;
import io.keelson.node.apply.ApplyResult.CompactDone;
import io.keelson.node.apply.ApplyResult.DeleteDone;
import io.keelson.node.apply.ApplyResult.Done;
import io.keelson.node.apply.ApplyResult.LeaseGranted;
import io.keelson.node.apply.ApplyResult.LeaseRevoked;
import io.keelson.node.apply.ApplyResult.MembersChanged;
import io.keelson.node.apply.ApplyResult.PutDone;
import io.keelson.node.apply.ApplyResult.Refused;
import io.keelson.node.apply.ApplyResult.TxnDone;
import io.keelson.node.command.Command;
import io.keelson.node.command.Command.AlarmChange;
import io.keelson.node.command.Command.ClusterVersionSet;
import io.keelson.node.command.Command.Compact;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.DowngradeInfoSet;
import io.keelson.node.command.Command.LeaseCheckpoint;
import io.keelson.node.command.Command.LeaseGrant;
import io.keelson.node.command.Command.LeaseRevoke;
import io.keelson.node.command.Command.MemberAttributesSet;
import io.keelson.node.command.Command.NoEffect;
import io.keelson.node.command.Command.Op;
import io.keelson.node.command.Command.Put;
import io.keelson.node.command.Command.RangeOp;
import io.keelson.node.command.Command.Txn;
import io.keelson.node.command.Command.Unsupported;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.command.CommandCodec.Decoded;
import io.keelson.node.command.ConfChangeCodec;
import io.keelson.node.command.QuotaCost;
import io.keelson.node.command.Refusal;
import io.keelson.node.lease.Lease;
import io.keelson.node.lease.LeaseTable;
import io.keelson.node.members.Downgrade;
import io.keelson.node.members.MemberTable;
import io.keelson.node.members.MemberTable.Decision;
import io.keelson.node.mvcc.DeleteResult;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.Outcome;
import io.keelson.node.mvcc.StoreView;
import io.keelson.node.mvcc.TxnExecutor;
import io.keelson.raft.ConfChange;
import io.keelson.raft.Entry;
import io.keelson.raft.Invariant;
import io.keelson.raft.SnapshotMeta;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Applies entries to the tables. A function of the tables and the entry: no clock, no randomness,
 * no I/O but the engine's. Owned by the apply thread.
 */
public final class StateMachine {
  private final MvccStore store;
  private final MemberTable members;
  private final LeaseTable leases;
  private final boolean areCheckpointsKept;
  private final AlarmTable alarms;
  private final TxnExecutor executor;
  private long appliedIndex;
  private long appliedTerm;

  /**
   * Works on the tables of one store, from the index that the store has applied.
   *
   * @param areCheckpointsKept whether lease checkpoints are written to the store while the cluster
   *     is older than the version that always does so
   */
  public StateMachine(
      MvccStore store,
      MemberTable members,
      LeaseTable leases,
      AlarmTable alarms,
      boolean areCheckpointsKept,
      MvccStore.Applied applied) {
    this.store = store;
    this.members = members;
    this.leases = leases;
    this.alarms = alarms;
    this.areCheckpointsKept = areCheckpointsKept;
    this.executor = new TxnExecutor(store, leases::exists);
    this.appliedIndex = applied.index();
    this.appliedTerm = applied.term();
  }

  /**
   * What an entry did.
   *
   * @param requestId request to answer, 0 for none
   * @param result its answer
   * @param command what was asked, null for an entry that is no request
   * @param memberChange what a configuration change came to, or null
   */
  public record Effect(
      long requestId,
      ApplyResult result,
      @Nullable Command command,
      @Nullable Decision memberChange) {
    private static final Effect NONE = new Effect(0, new Done(), null, null);

    /** What the request counts against the quota, in bytes. */
    long cost() {
      return command == null ? 0 : QuotaCost.of(command);
    }
  }

  /** Index of the last entry applied, written or not. */
  public long appliedIndex() {
    return appliedIndex;
  }

  /** Term of that entry. */
  public long appliedTerm() {
    return appliedTerm;
  }

  /** Applies the next entry to the unwritten batch. */
  public Effect apply(Entry entry) {
    Invariant.check(
        entry.index() == appliedIndex + 1, "applies in order", entry.index(), appliedIndex);
    Effect effect =
        switch (entry.type()) {
          case NORMAL -> entry.data().isEmpty() ? Effect.NONE : applyRequest(entry);
          case CONF_CHANGE -> applyConfChange(entry);
          case CONF_CHANGE_V2 ->
              throw new IllegalStateException(
                  "entry " + entry.index() + " changes several members at once");
        };
    appliedIndex = entry.index();
    appliedTerm = entry.term();
    return effect;
  }

  /** Writes what was applied since the last time. */
  public void commit() {
    store.commit(appliedIndex, appliedTerm);
    leases.written();
  }

  /**
   * The engine holds a received store now: reads all tables of that.
   *
   * @param expected what it must have applied
   */
  void reload(SnapshotMeta expected) {
    long oldRevision = store.revision();
    MvccStore.Applied applied = store.reload();
    Invariant.check(
        applied.index() == expected.index() && applied.term() == expected.term(),
        "the received store is the announced one",
        applied.index(),
        expected.index());
    Invariant.check(
        applied.index() > appliedIndex && store.revision() >= oldRevision,
        "a received store is newer",
        applied.index(),
        appliedIndex);
    StoreView view = store.view();
    try {
      members.reload(view.view());
      leases.reload(view.view());
      alarms.reload(view.view());
    } finally {
      view.release();
    }
    appliedIndex = applied.index();
    appliedTerm = applied.term();
  }

  private Effect applyConfChange(Entry entry) {
    try {
      ConfChange change = ConfChangeCodec.decode(entry.data());
      Decision decision = members.apply(change, store.batch());
      ApplyResult result =
          decision.refusal() == null
              ? new MembersChanged(decision.members())
              : new Refused(decision.refusal());
      return new Effect(change.id(), result, null, decision);
    } catch (WireException | IllegalArgumentException e) {
      throw new IllegalStateException("entry " + entry.index() + " is no configuration change", e);
    }
  }

  private Effect applyRequest(Entry entry) {
    Decoded decoded;
    try {
      decoded = CommandCodec.decode(entry.data());
    } catch (WireException e) {
      throw new IllegalStateException("entry " + entry.index() + " is no request", e);
    }
    Command command = decoded.command();
    @Nullable Refusal refusal = AlarmRules.check(alarms.alarms(), command);
    ApplyResult result = refusal == null ? perform(command, entry) : new Refused(refusal);
    return new Effect(decoded.requestId(), result, command, null);
  }

  private ApplyResult perform(Command command, Entry entry) {
    return switch (command) {
      case Put put -> of(executor.put(put), PutDone::new);
      case DeleteRange delete -> new DeleteDone(delete(delete));
      case Txn txn -> txn(txn);
      case Compact compact -> compact(compact);
      case LeaseGrant grant -> grant(grant);
      case LeaseRevoke revoke -> revoke(revoke);
      case LeaseCheckpoint checkpoint -> checkpoint(checkpoint);
      case AlarmChange change -> new AlarmDone(alarms.apply(change, store.batch()));
      case ClusterVersionSet set -> {
        members.setClusterVersion(set.version(), store.batch());
        yield new Done();
      }
      case DowngradeInfoSet set -> {
        members.setDowngrade(
            set.isEnabled() ? new Downgrade(true, set.version()) : Downgrade.NONE, store.batch());
        yield new Done();
      }
      case MemberAttributesSet set -> {
        members.setAttributes(set.memberId(), set.name(), set.clientUrls(), store.batch());
        yield new Done();
      }
      case NoEffect ignored -> new Done();
      case Unsupported unsupported ->
          throw new IllegalStateException(
              "entry "
                  + entry.index()
                  + " holds "
                  + unsupported.what()
                  + ", which this build cannot apply; start the version that wrote it");
    };
  }

  private DeleteResult delete(DeleteRange delete) {
    if (!executor.isLarge(delete)) {
      return executor.delete(delete);
    }
    store.commit(appliedIndex, appliedTerm);
    return executor.deleteLarge(delete);
  }

  private ApplyResult txn(Txn txn) {
    if (readsPast(txn)) {
      // A range at a revision reads what is written only.
      store.commit(appliedIndex, appliedTerm);
    }
    return of(executor.txn(txn), TxnDone::new);
  }

  private static boolean readsPast(Txn txn) {
    return hasPastRange(txn.success()) || hasPastRange(txn.failure());
  }

  private static boolean hasPastRange(List<Op> ops) {
    for (Op op : ops) {
      boolean isPast =
          switch (op) {
            case RangeOp range -> range.range().revision() > 0;
            case Txn nested -> readsPast(nested);
            default -> false;
          };
      if (isPast) {
        return true;
      }
    }
    return false;
  }

  private ApplyResult grant(LeaseGrant grant) {
    @Nullable Refusal refusal = leases.refusal(grant.id(), grant.ttlSeconds());
    if (refusal != null) {
      return new Refused(refusal);
    }
    Lease lease = leases.grant(grant.id(), grant.ttlSeconds(), store.batch());
    return new LeaseGranted(lease.id(), lease.grantedTtlSeconds(), store.revision());
  }

  private ApplyResult revoke(LeaseRevoke revoke) {
    if (!leases.exists(revoke.id())) {
      return new Refused(Refusal.LEASE_NOT_FOUND);
    }
    long revision = executor.deleteAttached(revoke.id());
    if (revision < 0) {
      store.commit(appliedIndex, appliedTerm);
      revision = executor.deleteAttachedLarge(revoke.id());
    }
    leases.revoke(revoke.id(), store.batch());
    return new LeaseRevoked(revision);
  }

  private ApplyResult checkpoint(LeaseCheckpoint checkpoint) {
    boolean isKept = areCheckpointsKept || members.isAtLeast(3, 6);
    for (LeaseCheckpoint.Remaining remaining : checkpoint.leases()) {
      leases.checkpoint(remaining.id(), remaining.ttlSeconds(), isKept, store.batch());
    }
    return new Done();
  }

  private ApplyResult compact(Compact compact) {
    @Nullable Refusal refusal = store.compact(compact.revision());
    return refusal == null
        ? new CompactDone(store.revision(), compact.revision())
        : new Refused(refusal);
  }

  private static <T> ApplyResult of(Outcome<T> outcome, Function<T, ApplyResult> done) {
    T result = outcome.result();
    if (result != null) {
      return done.apply(result);
    }
    Refusal refusal = outcome.refusal();
    Invariant.check(refusal != null, "an outcome is a result or a refusal");
    return new Refused(java.util.Objects.requireNonNull(refusal));
  }

  /** The store that entries change. */
  MvccStore store() {
    return store;
  }
}
