package io.keelson.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster of one voter, whose disk answers when the test says so. */
final class RaftTest {
  private static final long ID = 0xcafe;
  private static final RaftConfig CONFIG =
      new RaftConfig(ID, 10, 1, 1000, 200, true, RaftConfig.Replication.DEFAULT);

  /** A fresh member: the bootstrap entry that makes it a voter is in its log and committed. */
  private static Raft bootstrapped(long seed) {
    Entry bootstrap = new Entry(EntryType.CONF_CHANGE, 1, 1, Bytes.EMPTY);
    return new Raft(
        CONFIG,
        new Raft.Recovered(new HardState(1, 0, 1), ConfState.EMPTY, 0, 0, 0, List.of(bootstrap)),
        new SplittableRandom(seed));
  }

  private static Ready ready(Raft raft) {
    Ready ready = raft.ready();
    raft.invariant();
    return ready;
  }

  private static void step(Raft raft, Input input) {
    raft.step(input);
    raft.invariant();
  }

  private static Persist persist(Ready ready) {
    return Objects.requireNonNull(ready.persist());
  }

  private static ConfChange add() {
    return new ConfChange(0, ConfChange.Type.ADD_NODE, ID, Bytes.EMPTY);
  }

  /** A member that has applied the entry which makes it a voter. */
  private static Raft voter() {
    Raft raft = bootstrapped(1);
    Ready first = ready(raft);
    assertThat(first.committed()).hasSize(1);
    assertThat(first.committed().getFirst().type()).isEqualTo(EntryType.CONF_CHANGE);
    step(raft, new Input.ConfApplied(1, add()));
    step(raft, new Input.Applied(1));
    ready(raft);
    return raft;
  }

  /** A member that leads and has committed its first entry. */
  private static Raft leader() {
    Raft raft = voter();
    raft.campaignIfSoleVoter();
    step(raft, new Input.Persisted(persist(ready(raft)).number()));
    step(raft, new Input.Persisted(persist(ready(raft)).number()));
    Ready elected = ready(raft);
    assertThat(elected.committed()).hasSize(1);
    step(raft, new Input.Applied(2));
    return raft;
  }

  private static Input.Proposed proposal(long requestId, int bytes) {
    return new Input.Proposed(requestId, EntryType.NORMAL, Bytes.wrap(new byte[bytes]));
  }

  @Test
  void doesNotCampaignBeforeItIsAVoter() {
    Raft raft = bootstrapped(1);
    raft.campaignIfSoleVoter();
    for (int i = 0; i < 100; i++) {
      step(raft, new Input.Tick());
    }
    assertThat(raft.term()).isEqualTo(1);
    assertThat(ready(raft).persist()).isNull();
  }

  @Test
  void countsItsVoteOnlyWhenItIsDurable() {
    Raft raft = voter();
    raft.campaignIfSoleVoter();
    Ready campaign = ready(raft);
    Persist vote = persist(campaign);
    assertThat(vote.hardState()).isEqualTo(new HardState(2, ID, 1));
    assertThat(vote.mustSync()).isTrue();
    assertThat(vote.entries()).isEmpty();
    assertThat(ready(raft).isEmpty()).isTrue();
    step(raft, new Input.Persisted(vote.number()));
    Ready elected = ready(raft);
    Ready.Leadership leadership = Objects.requireNonNull(elected.leadership());
    assertThat(leadership).isEqualTo(new Ready.Leadership(2, ID, true, true, false));
    assertThat(persist(elected).entries())
        .containsExactly(new Entry(EntryType.NORMAL, 2, 2, Bytes.EMPTY));
  }

  @Test
  void voteOfAnEarlierTermDoesNotCount() {
    Raft raft = voter();
    raft.campaignIfSoleVoter();
    Persist first = persist(ready(raft));
    for (int i = 0; i < 2 * CONFIG.electionTicks(); i++) {
      step(raft, new Input.Tick());
    }
    assertThat(raft.term()).isGreaterThan(2);
    Persist second = persist(ready(raft));
    step(raft, new Input.Persisted(first.number()));
    assertThat(ready(raft).leadership()).isNull();
    step(raft, new Input.Persisted(second.number()));
    assertThat(Objects.requireNonNull(ready(raft).leadership()).isLeader()).isTrue();
  }

  @Test
  void campaignsWithinTwiceTheElectionTimeout() {
    Raft raft = voter();
    int ticks = 0;
    while (raft.term() == 1) {
      step(raft, new Input.Tick());
      ticks++;
    }
    assertThat(ticks).isBetween(CONFIG.electionTicks(), 2 * CONFIG.electionTicks());
  }

  @Test
  void handsOutOnlyWhatIsDurable() {
    Raft raft = leader();
    step(raft, proposal(1, 10));
    Persist first = persist(ready(raft));
    step(raft, proposal(2, 10));
    Persist second = persist(ready(raft));
    assertThat(second.number()).isEqualTo(first.number() + 1);
    assertThat(raft.committedIndex()).isEqualTo(2);
    assertThat(raft.lastIndex()).isEqualTo(4);
    step(raft, new Input.Persisted(first.number()));
    assertThat(ready(raft).committed()).containsExactlyElementsOf(first.entries());
    step(raft, new Input.Persisted(second.number()));
    assertThat(ready(raft).committed()).containsExactlyElementsOf(second.entries());
    step(raft, new Input.Persisted(first.number()));
    assertThat(ready(raft).committed()).isEmpty();
  }

  @Test
  void oneAnswerOfTheDiskCoversWhatCameBefore() {
    Raft raft = leader();
    step(raft, proposal(1, 10));
    persist(ready(raft));
    step(raft, proposal(2, 10));
    step(raft, new Input.Persisted(persist(ready(raft)).number()));
    assertThat(ready(raft).committed()).hasSize(2);
  }

  @Test
  void batchesOfCommittedEntriesAreBounded() {
    Raft raft = leader();
    for (int i = 0; i < 60; i++) {
      step(raft, proposal(i, 0));
    }
    step(raft, new Input.Persisted(persist(ready(raft)).number()));
    int handedOut = 0;
    do {
      List<Entry> committed = ready(raft).committed();
      assertThat(committed.stream().mapToLong(Entry::sizeBytes).sum()).isLessThanOrEqualTo(1000);
      handedOut += committed.size();
    } while (raft.hasMore());
    assertThat(handedOut).isEqualTo(60);
  }

  @Test
  void refusesWhileItDoesNotLead() {
    Raft raft = voter();
    step(raft, proposal(7, 1));
    step(raft, new Input.ReadRequested(8));
    assertThat(ready(raft).refused())
        .containsExactly(
            new Ready.Refused(7, Ready.Reason.NO_LEADER),
            new Ready.Refused(8, Ready.Reason.NO_LEADER));
  }

  @Test
  void refusesWhenTooMuchWaits() {
    Raft raft = leader();
    step(raft, proposal(1, 500));
    step(raft, proposal(2, 1));
    Ready busy = ready(raft);
    assertThat(busy.refused()).containsExactly(new Ready.Refused(2, Ready.Reason.BUSY));
    step(raft, new Input.Persisted(persist(busy).number()));
    assertThat(ready(raft).committed()).hasSize(1);
    step(raft, proposal(3, 1));
    assertThat(ready(raft).refused()).isEmpty();
  }

  @Test
  void readsWaitForTheFirstCommitOfTheTerm() {
    Raft raft = voter();
    raft.campaignIfSoleVoter();
    step(raft, new Input.Persisted(persist(ready(raft)).number()));
    step(raft, new Input.ReadRequested(5));
    Ready elected = ready(raft);
    assertThat(elected.reads()).isEmpty();
    step(raft, new Input.Persisted(persist(elected).number()));
    assertThat(ready(raft).reads()).containsExactly(new ReadState(5, 2));
    step(raft, new Input.ReadRequested(6));
    assertThat(ready(raft).reads()).containsExactly(new ReadState(6, 2));
  }

  @Test
  void oneConfChangeAtATime() {
    Raft raft = leader();
    step(raft, new Input.Proposed(1, EntryType.CONF_CHANGE, Bytes.of(1)));
    step(raft, new Input.Proposed(2, EntryType.CONF_CHANGE, Bytes.of(2)));
    Ready ready = ready(raft);
    assertThat(ready.refused()).containsExactly(new Ready.Refused(2, Ready.Reason.BUSY));
    assertThat(persist(ready).entries().stream().map(Entry::type))
        .containsExactly(EntryType.CONF_CHANGE, EntryType.NORMAL);
    step(raft, new Input.Persisted(persist(ready).number()));
    assertThat(ready(raft).committed()).hasSize(2);
    step(raft, new Input.Proposed(3, EntryType.CONF_CHANGE, Bytes.of(3)));
    assertThat(ready(raft).refused()).as("committed but not applied").hasSize(1);
    step(raft, new Input.ConfApplied(3, add()));
    step(raft, new Input.Applied(4));
    step(raft, new Input.Proposed(4, EntryType.CONF_CHANGE, Bytes.of(4)));
    assertThat(ready(raft).refused()).isEmpty();
  }

  @Test
  void ignoresStrangers() {
    Raft raft = leader();
    long term = raft.term();
    ready(raft);
    for (Message.Type type : Message.Type.values()) {
      Message message =
          new Message(type, ID, 0xbad, 99, 99, 99, List.of(), 99, false, 0, Bytes.EMPTY, null);
      step(raft, new Input.Received(message));
      Ready ready = ready(raft);
      assertThat(ready.messages()).isEmpty();
      assertThat(ready.persist()).isNull();
      assertThat(ready.leadership()).isNull();
      assertThat(ready.notes()).hasSize(1);
    }
    assertThat(raft.term()).isEqualTo(term);
  }

  @Test
  void restartsWithItsHardStateAndLog() {
    List<Entry> log =
        List.of(
            new Entry(EntryType.NORMAL, 3, 11, Bytes.of(1)),
            new Entry(EntryType.NORMAL, 3, 12, Bytes.of(2)));
    Raft raft =
        new Raft(
            CONFIG,
            new Raft.Recovered(
                new HardState(4, ID, 11), ConfState.ofVoters(List.of(ID)), 10, 10, 3, log),
            new SplittableRandom(1));
    assertThat(raft.term()).isEqualTo(4);
    assertThat(ready(raft).committed()).containsExactly(log.getFirst());
    raft.campaignIfSoleVoter();
    Persist vote = persist(ready(raft));
    assertThat(vote.hardState()).isEqualTo(new HardState(5, ID, 11));
    step(raft, new Input.Persisted(vote.number()));
    Ready elected = ready(raft);
    assertThat(elected.committed()).as("an entry of an earlier term by itself").isEmpty();
    assertThat(persist(elected).entries())
        .containsExactly(new Entry(EntryType.NORMAL, 5, 13, Bytes.EMPTY));
    step(raft, new Input.Persisted(persist(elected).number()));
    assertThat(ready(raft).committed().stream().map(Entry::index)).containsExactly(12L, 13L);
  }

  /** Disk and state machine answer late and in lumps; nothing is lost, doubled or early. */
  @ParameterizedTest
  @ValueSource(ints = {1, 500})
  void randomSchedules(int firstSeed) {
    for (int seed = firstSeed; seed < firstSeed + 200; seed++) {
      new Schedule(seed).run();
    }
  }

  private static final class Schedule {
    private final SplittableRandom random;
    private final Raft raft;
    private final ArrayDeque<Persist> disk = new ArrayDeque<>();
    private final List<Entry> durable = new ArrayList<>();
    private final List<Entry> committed = new ArrayList<>();
    private long applied;
    private long durableTerm;
    private long requests;
    private long lastRead;

    Schedule(int seed) {
      random = new SplittableRandom(seed);
      raft = bootstrapped(seed);
      durable.add(new Entry(EntryType.CONF_CHANGE, 1, 1, Bytes.EMPTY));
    }

    void run() {
      for (int i = 0; i < 300; i++) {
        act();
        raft.invariant();
        if (random.nextInt(3) > 0) {
          take();
        }
      }
      for (int i = 0; i < 100; i++) {
        step(raft, new Input.Tick());
        take();
        writeAll();
        take();
        applyAll();
      }
      assertThat(committed).isEqualTo(durable);
      assertThat(raft.committedIndex()).isEqualTo(raft.lastIndex());
      assertThat(raft.hasMore()).isFalse();
    }

    private void act() {
      switch (random.nextInt(8)) {
        case 0 -> raft.step(new Input.Tick());
        case 1 -> raft.step(proposal(++requests, random.nextInt(60)));
        case 2 ->
            raft.step(
                new Input.Proposed(++requests, EntryType.CONF_CHANGE, Bytes.of(random.nextInt(9))));
        case 3 -> raft.step(new Input.ReadRequested(++requests));
        case 4 -> applyAll();
        case 5 -> writeAll();
        case 6 -> raft.campaignIfSoleVoter();
        default -> write(random.nextInt(disk.size() + 1));
      }
    }

    private void take() {
      Ready ready = ready(raft);
      Persist persist = ready.persist();
      if (persist != null) {
        disk.add(persist);
      }
      for (Entry entry : ready.committed()) {
        assertThat(entry.index()).isEqualTo(committed.size() + 1L);
        assertThat(durable).hasSizeGreaterThanOrEqualTo((int) entry.index());
        assertThat(entry).isEqualTo(durable.get((int) entry.index() - 1));
        committed.add(entry);
      }
      for (ReadState read : ready.reads()) {
        assertThat(read.index()).isBetween(lastRead, (long) durable.size());
        lastRead = read.index();
      }
      Ready.Leadership leadership = ready.leadership();
      if (leadership != null && leadership.isLeader()) {
        assertThat(durableTerm).as("leads by a durable vote").isEqualTo(leadership.term());
      }
    }

    private void write(int count) {
      long number = 0;
      for (int i = 0; i < count; i++) {
        Persist persist = disk.remove();
        number = persist.number();
        durable.addAll(persist.entries());
        HardState hardState = persist.hardState();
        if (hardState != null) {
          assertThat(hardState.term()).isGreaterThanOrEqualTo(durableTerm);
          durableTerm = hardState.term();
        }
      }
      raft.step(new Input.Persisted(number));
    }

    private void writeAll() {
      write(disk.size());
    }

    private void applyAll() {
      for (; applied < committed.size(); applied++) {
        Entry entry = committed.get((int) applied);
        if (entry.type() == EntryType.CONF_CHANGE) {
          ConfChange change = entry.index() == 1 ? add() : add().refused();
          raft.step(new Input.ConfApplied(entry.index(), change));
        }
      }
      raft.step(new Input.Applied(applied));
    }
  }
}
