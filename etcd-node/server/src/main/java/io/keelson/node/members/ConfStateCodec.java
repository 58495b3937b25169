package io.keelson.node.members;

import io.keelson.raft.ConfState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** {@link ConfState} ⇄ a row: four counted lists of ids, then the flag. */
final class ConfStateCodec {
  private ConfStateCodec() {}

  static byte[] encode(ConfState state) {
    List<List<Long>> lists =
        List.of(state.voters(), state.learners(), state.votersOutgoing(), state.learnersNext());
    int ids = lists.stream().mapToInt(List::size).sum();
    ByteBuffer row = ByteBuffer.allocate(lists.size() * 4 + ids * 8 + 1);
    for (List<Long> list : lists) {
      row.putInt(list.size());
      list.forEach(row::putLong);
    }
    row.put((byte) (state.autoLeave() ? 1 : 0));
    return row.array();
  }

  static ConfState decode(byte[] encoded) {
    ByteBuffer row = ByteBuffer.wrap(encoded);
    List<Long> voters = list(row);
    List<Long> learners = list(row);
    List<Long> votersOutgoing = list(row);
    List<Long> learnersNext = list(row);
    return new ConfState(voters, learners, votersOutgoing, learnersNext, row.get() != 0);
  }

  private static List<Long> list(ByteBuffer row) {
    int size = row.getInt();
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      ids.add(row.getLong());
    }
    return ids;
  }
}
