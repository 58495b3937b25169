package io.keelson.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scenario files: prose, then commands (lines that start with {@code >}), each followed by what
 * members say, send, write and apply because of it. {@code -Dscenarios.rewrite} writes the actual
 * outcome into the files, to be reviewed like code. The commands are the cases of {@link
 * Run#execute}.
 */
final class RaftScenariosTest {
  private static final Path FOLDER = Path.of("src/test/resources/scenarios");
  private static final boolean IS_REWRITING = System.getProperty("scenarios.rewrite") != null;

  static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void scenario(String name) throws IOException {
    Path file = FOLDER.resolve(name);
    String expected = Files.readString(file);
    String actual = run(expected.lines().toList());
    if (IS_REWRITING) {
      Files.writeString(file, actual);
    } else {
      assertThat(actual).isEqualTo(expected);
    }
  }

  private static String run(List<String> lines) {
    Run run = new Run();
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      if (line.startsWith("#") || line.isEmpty()) {
        text.append(line).append('\n');
      } else if (line.startsWith("> ")) {
        text.append(line).append('\n');
        List<String> out = new ArrayList<>();
        run.execute(line.substring(2).split(" ", -1), out);
        out.forEach(said -> text.append("  ").append(said).append('\n'));
      }
    }
    return text.toString();
  }

  /** One cluster that commands drive. */
  private static final class Run {
    private final TreeMap<Long, ScenarioMember> members = new TreeMap<>();
    private final List<Message> network = new ArrayList<>();
    private final TreeSet<Long> cut = new TreeSet<>();
    private boolean isPreVoting = true;
    private RaftConfig.Replication limits =
        new RaftConfig.Replication(1000, 8, 4000, 8, 0, 100, 10000);
    private long requests;

    void execute(String[] words, List<String> out) {
      switch (words[0]) {
        case "no-prevote" -> isPreVoting = false;
        case "limits" -> limits = limits(words);
        case "voters" -> create(words);
        case "join" -> add(number(words, 1), ConfState.EMPTY);
        case "restart" -> member(words).restart();
        case "cut" -> cut.add(number(words, 1));
        case "heal" -> cut.clear();
        case "tick" -> tick(words, out);
        case "campaign" -> campaign(member(words), out);
        case "alone" -> {
          member(words).raft.campaignIfSoleVoter();
          member(words).take(out);
        }
        case "propose" -> propose(words, EntryType.NORMAL, Bytes.utf8(words[2]), out);
        case "change" -> propose(words, EntryType.CONF_CHANGE, change(words, 2, null), out);
        case "change-v2" ->
            propose(words, EntryType.CONF_CHANGE_V2, change(words, 3, words[2]), out);
        case "leave" -> propose(words, EntryType.CONF_CHANGE_V2, Bytes.EMPTY, out);
        case "read" -> step(words, new Input.ReadRequested(++requests), out);
        case "transfer" -> step(words, new Input.TransferLeadership(number(words, 2)), out);
        case "unreachable" -> step(words, new Input.Unreachable(number(words, 2)), out);
        case "snapshot" -> snapshot(words, out);
        case "reported" ->
            step(words, new Input.SnapshotReported(number(words, 2), words[3].equals("ok")), out);
        case "disk" -> member(words).write(out);
        case "apply" -> member(words).apply(out);
        case "send" -> forge(words, out);
        case "deliver" -> deliver(words, out);
        case "drop" -> network.removeIf(message -> isMeant(message, words));
        case "stabilize" -> stabilize();
        case "status" -> members.values().forEach(member -> out.add(member.status()));
        case "progress" ->
            member(words).raft.progress().forEach(known -> out.add(known.toString()));
        default -> throw new IllegalArgumentException("no command " + words[0]);
      }
      collect();
    }

    private static long number(String[] words, int position) {
      return Long.parseLong(words[position]);
    }

    private ScenarioMember member(String[] words) {
      return Objects.requireNonNull(members.get(number(words, 1)));
    }

    private void step(String[] words, Input input, List<String> out) {
      member(words).step(input, out);
    }

    /** {@code limits 1000 8 4000 100}, and if small appends shall wait, {@code gather 2 30}. */
    private static RaftConfig.Replication limits(String[] words) {
      boolean isGathering = words.length > 5;
      return new RaftConfig.Replication(
          number(words, 1),
          (int) number(words, 2),
          number(words, 3),
          isGathering ? (int) number(words, 6) : Integer.MAX_VALUE,
          isGathering ? number(words, 7) : 0,
          (int) number(words, 4),
          10000);
    }

    /** {@code voters 1 2 3 learners 4}. */
    private void create(String[] words) {
      List<Long> voters = new ArrayList<>();
      List<Long> learners = new ArrayList<>();
      List<Long> target = voters;
      for (String word : Arrays.asList(words).subList(1, words.length)) {
        if (word.equals("learners")) {
          target = learners;
        } else {
          target.add(Long.parseLong(word));
        }
      }
      ConfState conf = new ConfState(voters, learners, List.of(), List.of(), false);
      Stream.concat(voters.stream(), learners.stream()).forEach(id -> add(id, conf));
    }

    private void add(long id, ConfState conf) {
      RaftConfig config = new RaftConfig(id, 3, 1, 1000, 100, isPreVoting, limits);
      members.put(id, new ScenarioMember(config, conf));
    }

    private void tick(String[] words, List<String> out) {
      for (long i = words.length > 2 ? number(words, 2) : 1; i > 0; i--) {
        step(words, new Input.Tick(), out);
      }
    }

    /** Ticks until the member's election timeout has passed. */
    private static void campaign(ScenarioMember member, List<String> out) {
      for (int i = 0; i < 6 && out.isEmpty(); i++) {
        member.step(new Input.Tick(), out);
      }
    }

    private void propose(String[] words, EntryType type, Bytes data, List<String> out) {
      step(words, new Input.Proposed(++requests, type, data), out);
    }

    /** {@code add 4}, {@code remove 2}, {@code learner 5}, any number of them if joint. */
    private static Bytes change(
        String[] words, int from, @org.jspecify.annotations.Nullable String transition) {
      List<ConfChangeSingle> changes = new ArrayList<>();
      for (int i = from; i + 1 < words.length; i += 2) {
        ConfChange.Type type =
            switch (words[i]) {
              case "add" -> ConfChange.Type.ADD_NODE;
              case "remove" -> ConfChange.Type.REMOVE_NODE;
              case "learner" -> ConfChange.Type.ADD_LEARNER_NODE;
              default -> ConfChange.Type.UPDATE_NODE;
            };
        changes.add(new ConfChangeSingle(type, number(words, i + 1)));
      }
      if (transition == null) {
        ConfChangeSingle only = changes.getFirst();
        return SimChange.encode(new ConfChange(0, only.type(), only.nodeId(), Bytes.EMPTY));
      }
      return SimChange.encode(
          new ConfChangeV2(
              ConfChangeV2.Transition.valueOf(transition.toUpperCase(Locale.ROOT)),
              changes,
              Bytes.EMPTY));
    }

    /** {@code snapshot 1 3}: what 1 has applied is there to be sent to 3. */
    private void snapshot(String[] words, List<String> out) {
      step(words, new Input.SnapshotTaken(number(words, 2), member(words).snapshot()), out);
    }

    /** {@code send 2 1 APP term=2 at=1/1 entries=2/2,2/3 commit=2 reject hint=1 snapshot=5/2}. */
    private void forge(String[] words, List<String> out) {
      long to = number(words, 2);
      MessageBuilder message =
          new MessageBuilder(
              Message.Type.valueOf(words[3]), to, number(words, 1), number(value(words, "term")));
      String[] at = value(words, "at").split("/", -1);
      message.at(number(at[1]), number(at[0]));
      List<Entry> entries = new ArrayList<>();
      for (String entry : value(words, "entries").split(",", -1)) {
        if (!entry.equals("0/0")) {
          String[] parts = entry.split("/", -1);
          entries.add(
              new Entry(EntryType.NORMAL, number(parts[0]), number(parts[1]), Bytes.of('x')));
        }
      }
      message.entries(entries).commit(number(value(words, "commit")));
      message.rejectHint(number(value(words, "hint")));
      if (Arrays.asList(words).contains("reject")) {
        message.reject();
      }
      if (Arrays.asList(words).contains("transferring")) {
        message.context(Elections.TRANSFER);
      }
      long askedInTerm = number(value(words, "asked-in"));
      if (askedInTerm > 0) {
        message.context(Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(askedInTerm).array()));
      }
      String[] snapshot = value(words, "snapshot").split("/", -1);
      if (number(snapshot[1]) != 0) {
        ConfState conf = Objects.requireNonNull(members.get(to)).raft.confState();
        message.snapshot(
            new SnapshotMeta(
                number(snapshot[1]),
                number(snapshot[0]),
                Arrays.asList(words).contains("stranger")
                    ? ConfState.ofVoters(List.of(9L))
                    : conf));
      }
      Objects.requireNonNull(members.get(to)).step(new Input.Received(message.build()), out);
    }

    private static long number(String word) {
      return Long.parseLong(word.contains("/") ? word.substring(0, word.indexOf('/')) : word);
    }

    private static String value(String[] words, String name) {
      for (String word : words) {
        if (word.startsWith(name + "=")) {
          return word.substring(name.length() + 1);
        }
      }
      return "0/0";
    }

    /** Messages to a member, of all kinds or of one: {@code deliver 2 MsgApp}. */
    private static boolean isMeant(Message message, String[] words) {
      return message.to() == number(words, 1)
          && (words.length < 3 || message.type().text().equals(words[2]));
    }

    private void deliver(String[] words, List<String> out) {
      List<Message> due = network.stream().filter(message -> isMeant(message, words)).toList();
      network.removeAll(due);
      due.forEach(message -> deliver(message, out));
    }

    private void deliver(Message message, List<String> out) {
      ScenarioMember to = members.get(message.to());
      if (to != null) {
        to.step(new Input.Received(message), out);
      }
    }

    private void collect() {
      for (ScenarioMember member : members.values()) {
        for (Message message : member.sent) {
          if (!cut.contains(message.from()) && !cut.contains(message.to())) {
            network.add(message);
          }
        }
        member.sent.clear();
      }
    }

    /** Delivers, writes and applies, silently, until nothing is left to do. */
    private void stabilize() {
      List<String> unsaid = new ArrayList<>();
      boolean isBusy = true;
      for (int i = 0; i < 1000 && isBusy; i++) {
        List<Message> due = List.copyOf(network);
        network.clear();
        due.forEach(message -> deliver(message, unsaid));
        isBusy = !due.isEmpty();
        for (ScenarioMember member : members.values()) {
          isBusy |= !member.writes.isEmpty() || !member.applies.isEmpty();
          member.write(unsaid);
          member.apply(unsaid);
        }
        collect();
      }
    }
  }
}
