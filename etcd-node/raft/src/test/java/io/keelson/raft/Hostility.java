package io.keelson.raft;

import io.keelson.bytes.Bytes;
import java.util.List;
import java.util.SplittableRandom;

/** Messages that no honest member sends; none of them may have an effect on what is agreed. */
final class Hostility {
  private static final List<Message.Type> TYPES = List.of(Message.Type.values());

  private final SplittableRandom random;

  Hostility(SplittableRandom random) {
    this.random = random;
  }

  Message message(SimMember target, long member) {
    long to = target.id;
    long from = to == member ? member + 1 : member;
    long term = target.raft().term();
    long last = target.raft().lastIndex();
    Message.Type type = TYPES.get(random.nextInt(TYPES.size()));
    List<Entry> gap =
        List.of(new Entry(EntryType.NORMAL, Math.max(1, term), last + 7, Bytes.of(1)));
    return switch (random.nextInt(8)) {
      case 0 -> builder(type, to, from, drawOutside()).at(1, 1).entries(gap).build();
      case 1 -> builder(type, to, from, term).at(drawOutside(), 1).entries(gap).build();
      case 2 -> builder(Message.Type.APP, to, from, term).at(last, term).entries(gap).build();
      case 3 -> builder(type, to + 1, from, term + 5).at(last, term).build();
      case 4 -> builder(Message.Type.APP_RESP, to, 99, term + 5).index(last).build();
      case 5 ->
          builder(Message.Type.APP_RESP, to, from, Math.max(1, term))
              .at(random.nextLong(last + 5), random.nextLong(term + 3))
              .reject()
              .rejectHint(random.nextLong(last + 9))
              .build();
      case 6 ->
          builder(Message.Type.HEARTBEAT_RESP, to, from, Math.max(1, term))
              .context(Bytes.of(1, 2, 3))
              .build();
      default ->
          builder(Message.Type.PROP, to, from, 0)
              .entries(
                  List.of(
                      new Entry(EntryType.CONF_CHANGE, 9, 9, Bytes.of(7)),
                      new Entry(EntryType.CONF_CHANGE_V2, 0, 0, Bytes.of(200, 3))))
              .build();
    };
  }

  private long drawOutside() {
    return random.nextBoolean() ? -1 - random.nextInt(9) : Long.MAX_VALUE - random.nextInt(9);
  }

  private static MessageBuilder builder(Message.Type type, long to, long from, long term) {
    return new MessageBuilder(type, to, from, term);
  }
}
