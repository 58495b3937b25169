package io.keelson.node.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * What a store without any cleverness does: a map for each revision. A step makes a new map and
 * never changes an old one.
 */
final class StoreModel {
  private StoreModel() {}

  /**
   * What an operation does.
   *
   * @param state keys afterwards
   * @param revision revision afterwards
   * @param text its answer
   */
  record Step(NavigableMap<String, KeyState> state, long revision, String text) {}

  /** A step under way. */
  private static final class Change {
    private final NavigableMap<String, KeyState> before;
    private final long revision;
    private final LongFunction<NavigableMap<String, KeyState>> past;
    private NavigableMap<String, KeyState> state;
    private boolean isWritten;

    Change(
        NavigableMap<String, KeyState> before,
        long revision,
        LongFunction<NavigableMap<String, KeyState>> past) {
      this.before = before;
      this.state = before;
      this.revision = revision;
      this.past = past;
    }

    private NavigableMap<String, KeyState> writable() {
      if (!isWritten) {
        isWritten = true;
        state = new TreeMap<>(before);
      }
      return state;
    }

    String run(Op op) {
      return switch (op) {
        case Op.Put put -> put(put);
        case Op.Delete delete -> delete(delete);
        case Op.Range range -> range(range);
        case Op.Txn txn -> txn(txn);
        case Op.Revoke revoke -> revoke(revoke);
        case Op.Grant ignored -> "";
        case Op.KeepAlive ignored -> "";
        case Op.Compact ignored -> "";
        case Op.Reconfigure ignored -> "";
      };
    }

    private String put(Op.Put put) {
      KeyState old = state.get(put.key());
      long next = revision + 1;
      KeyState changed =
          old == null
              ? new KeyState(put.key(), put.value(), next, next, 1, put.lease())
              : new KeyState(
                  put.key(), put.value(), old.create(), next, old.version() + 1, put.lease());
      writable().put(put.key(), changed);
      return "put";
    }

    private String delete(Op.Delete delete) {
      List<String> keys = new ArrayList<>(part(state, delete.from(), delete.to()).keySet());
      keys.forEach(key -> writable().remove(key));
      return "deleted " + keys.size();
    }

    private String range(Op.Range range) {
      NavigableMap<String, KeyState> read =
          range.revision() == 0 || range.revision() > revision
              ? state
              : past.apply(range.revision());
      return List.copyOf(part(read, range.from(), range.to()).values()).toString();
    }

    private String txn(Op.Txn txn) {
      KeyState compared = state.get(txn.key());
      boolean isEqual = (compared == null ? 0 : compared.mod()) == txn.mod();
      List<String> texts = new ArrayList<>();
      for (Op op : isEqual ? txn.success() : txn.failure()) {
        texts.add(run(op));
      }
      return isEqual + texts.toString();
    }

    private String revoke(Op.Revoke revoke) {
      for (KeyState key : List.copyOf(state.values())) {
        if (key.lease() == revoke.lease()) {
          writable().remove(key.key());
        }
      }
      return "revoked";
    }
  }

  /**
   * Does an operation.
   *
   * @param past the keys at an earlier revision
   */
  static Step step(
      NavigableMap<String, KeyState> state,
      long revision,
      Op op,
      LongFunction<NavigableMap<String, KeyState>> past) {
    Change change = new Change(state, revision, past);
    String text = change.run(op);
    return new Step(change.state, change.isWritten ? revision + 1 : revision, text);
  }

  /** The keys of a range. */
  static NavigableMap<String, KeyState> part(
      NavigableMap<String, KeyState> state, String from, String to) {
    if (to.isEmpty()) {
      return state.subMap(from, true, from, true);
    }
    return state.subMap(from, true, from.compareTo(to) < 0 ? to : from, false);
  }
}
