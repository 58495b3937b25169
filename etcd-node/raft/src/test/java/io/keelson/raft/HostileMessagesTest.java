package io.keelson.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the others say, a member goes on and its invariants hold. */
final class HostileMessagesTest {
  private static final List<Message.Type> TYPES = List.of(Message.Type.values());

  @ParameterizedTest
  @ValueSource(longs = {1, 1001})
  void noMemberDiesOfAnothersInput(long first) {
    long led = 0;
    for (long seed = first; seed < first + 150; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RaftConfig config =
          new RaftConfig(
              1,
              3,
              1,
              500,
              500,
              random.nextBoolean(),
              new RaftConfig.Replication(60, 3, 90, 2, 20, 2, 99));
      ScenarioMember member = new ScenarioMember(config, ConfState.ofVoters(List.of(1L, 2L, 3L)));
      List<String> out = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        act(member, random, out);
        led += member.raft.isLeader() ? 1 : 0;
        out.clear();
      }
    }
    assertThat(led).as("steps as a leader").isGreaterThan(1000);
  }

  private static void act(ScenarioMember member, SplittableRandom random, List<String> out) {
    switch (random.nextInt(10)) {
      case 0 -> member.step(new Input.Tick(), out);
      case 1 -> member.write(out);
      case 2 -> member.apply(out);
      case 3 ->
          member.step(new Input.Proposed(random.nextLong(), EntryType.NORMAL, Bytes.of(1, 2)), out);
      case 4 -> member.step(new Input.ReadRequested(random.nextLong()), out);
      case 5 -> member.step(new Input.SnapshotTaken(2, member.snapshot()), out);
      default -> member.step(new Input.Received(draw(member.raft, random)), out);
    }
  }

  private static Message draw(Raft raft, SplittableRandom random) {
    long last = raft.lastIndex();
    long term = drawNear(raft.term(), random);
    long index = drawNear(last, random);
    long logTerm =
        random.nextBoolean() ? raft.log().term(index) : Math.max(0, term - random.nextInt(3));
    List<Entry> entries = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      EntryType type = random.nextInt(4) == 0 ? EntryType.CONF_CHANGE_V2 : EntryType.NORMAL;
      long entryTerm = random.nextInt(8) == 0 ? random.nextLong() : Math.max(logTerm, term);
      entries.add(new Entry(type, entryTerm, index + entries.size() + 1, Bytes.of(0, 1, 2)));
    }
    MessageBuilder message =
        new MessageBuilder(TYPES.get(random.nextInt(TYPES.size())), 1, 2 + random.nextInt(3), term)
            .at(index, logTerm)
            .entries(entries)
            .commit(drawNear(last, random))
            .rejectHint(drawNear(last, random));
    if (random.nextInt(3) == 0) {
      message.reject();
    }
    if (random.nextBoolean()) {
      message.context(Bytes.of(0, 0, 0, 0, 0, 0, 0, random.nextInt(9)));
    }
    List<Long> voters = random.nextInt(4) == 0 ? List.of(1L, 1L) : List.of(1L, 2L, 3L);
    return message
        .snapshot(new SnapshotMeta(drawNear(last, random), term, ConfState.ofVoters(voters)))
        .build();
  }

  private static long drawNear(long value, SplittableRandom random) {
    return switch (random.nextInt(16)) {
      case 0 -> random.nextLong();
      case 1 -> Long.MAX_VALUE;
      case 2 -> value + 1;
      case 3 -> Math.max(0, value - random.nextInt(5));
      case 4 -> value + random.nextInt(5);
      default -> value;
    };
  }
}
