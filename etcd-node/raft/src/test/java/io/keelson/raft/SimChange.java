package io.keelson.raft;

import io.keelson.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Changes of members in the few bytes that simulated state machines understand. */
final class SimChange {
  static final List<ConfChange.Type> TYPES = List.of(ConfChange.Type.values());
  static final List<ConfChangeV2.Transition> TRANSITIONS =
      List.of(ConfChangeV2.Transition.values());

  private SimChange() {}

  static Bytes encode(ConfChange change) {
    return Bytes.of(change.type().number(), (int) change.nodeId());
  }

  static Bytes encode(ConfChangeV2 change) {
    if (change.isLeave()) {
      return Bytes.EMPTY;
    }
    int[] values = new int[1 + 2 * change.changes().size()];
    values[0] = change.transition().number();
    for (int i = 0; i < change.changes().size(); i++) {
      values[1 + 2 * i] = change.changes().get(i).type().number();
      values[2 + 2 * i] = (int) change.changes().get(i).nodeId();
    }
    return Bytes.of(values);
  }

  /** The change of an entry; one that makes no sense is refused. */
  static ConfChangeV2 decode(Entry entry) {
    Bytes data = entry.data();
    if (entry.type() == EntryType.CONF_CHANGE) {
      return ConfChangeV2.of(decodeSingle(data));
    }
    if (data.isEmpty()) {
      return ConfChangeV2.LEAVE_JOINT;
    }
    List<ConfChangeSingle> changes = new ArrayList<>();
    for (int i = 1; i + 1 < data.length(); i += 2) {
      changes.add(new ConfChangeSingle(TYPES.get(data.at(i) & 3), data.at(i + 1)));
    }
    return new ConfChangeV2(TRANSITIONS.get(data.at(0) % TRANSITIONS.size()), changes, Bytes.EMPTY);
  }

  static ConfChange decodeSingle(Bytes data) {
    if (data.length() != 2) {
      return new ConfChange(0, ConfChange.Type.ADD_NODE, 0, Bytes.EMPTY);
    }
    return new ConfChange(0, TYPES.get(data.at(0) & 3), data.at(1), Bytes.EMPTY);
  }
}
