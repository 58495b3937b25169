package io.keelson.raft;

import io.keelson.bytes.Bytes;
import io.keelson.raft.Ready.Reason;
import io.keelson.raft.Role.Leader;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * From which index on reads are linearizable (thesis, 6.4). All requests that wait share one round
 * of heartbeats, sent after they came; when a quorum has answered it, this member still led when
 * they came, and the commit index at the start of the round is the answer.
 *
 * <p>Another member's request says in which term it was sent. That is an answer in advance: in that
 * term the sender had heard of no later leader after its clients had asked. If the leader and the
 * sender are a quorum, no leader of a later term can have been elected before they asked, and there
 * is no round. It says nothing about reads of others, which may have been asked for later than it
 * was sent. Members that are no Keelson do not say it.
 */
final class Reads {
  /** Requests that may wait at a leader; more are refused. */
  static final int WAITING_MAX = 4096;

  private final Core core;
  private final Replicator replicator;
  private final ArrayDeque<Round> rounds = new ArrayDeque<>();
  private final TreeMap<Long, Long> answeredRounds = new TreeMap<>();
  private List<Request> waiting = new ArrayList<>();
  private @Nullable Leader leadership;
  private int requests;
  private long lastRound;

  /** {@code term} is that in which the sender says it was when it asked, 0 for none. */
  private record Request(long from, Bytes id, long term) {}

  private record Round(long number, long index, List<Request> requests) {}

  Reads(Core core, Replicator replicator) {
    this.core = core;
    this.replicator = replicator;
  }

  /** This member's own client asks. */
  void request(long requestId) {
    dropIfNotLeading();
    long leader = core.leader();
    if (leader == core.id()) {
      if (requests < WAITING_MAX) {
        add(core.id(), encode(requestId), 0);
      } else {
        core.outbox().refuse(requestId, Reason.BUSY);
      }
    } else if (leader == 0) {
      core.outbox().refuse(requestId, Reason.NO_LEADER);
    } else {
      core.send(
          new MessageBuilder(Message.Type.READ_INDEX, leader, core.id(), 0)
              .entries(List.of(entry(encode(requestId))))
              // Not as the message's term: upstream's members must not send on one that has any.
              .context(encode(core.term()))
              .build());
    }
  }

  /** Another member asks. */
  void receive(Message message) {
    dropIfNotLeading();
    if (core.leading() == null) {
      core.forward(message, "index reading msg");
    } else if (requests < WAITING_MAX) {
      Bytes context = message.context();
      long term = context.length() == Long.BYTES ? decode(context) : 0;
      add(message.from(), message.entries().getFirst().data(), term);
    } else {
      core.note("dropped a read of %x: too many wait".formatted(message.from()));
    }
  }

  /** The leader has answered. */
  void receiveAnswer(Message message) {
    Bytes id = message.entries().getFirst().data();
    if (id.length() != Long.BYTES) {
      core.note("invalid format of MsgReadIndexResp from " + Core.hex(message.from()));
      return;
    }
    core.outbox().answerRead(new ReadState(decode(id), message.index()));
  }

  private void add(long from, Bytes id, long term) {
    waiting.add(new Request(from, id, term));
    requests++;
  }

  /** Starts a round for what waits, once this member knows what is committed. */
  void flush() {
    dropIfNotLeading();
    Leader leader = leadership;
    // Until an entry of its term is committed a leader does not know what is.
    if (leader == null || waiting.isEmpty() || !core.isTermCommitted(leader)) {
      return;
    }
    waiting.removeIf(this::answerAtOnce);
    if (waiting.isEmpty()) {
      return;
    }
    lastRound++;
    rounds.add(new Round(lastRound, core.log().committedIndex(), waiting));
    waiting = new ArrayList<>();
    if (!core.members().quorum().isSole(core.id())) {
      replicator.sendHeartbeats(leader, context());
    }
    confirm();
  }

  /** Answers a request if its sender and this member are enough to confirm that this one leads. */
  private boolean answerAtOnce(Request request) {
    boolean isConfirmed =
        request.term() == core.term()
            && core.members()
                .quorum()
                .isReached(member -> member == core.id() || member == request.from());
    if (isConfirmed) {
      requests--;
      answer(request, core.log().committedIndex());
    }
    return isConfirmed;
  }

  /** What heartbeats carry: the newest round that is not confirmed, or nothing. */
  Bytes context() {
    return rounds.isEmpty() ? Bytes.EMPTY : encode(rounds.getLast().number());
  }

  /** A member has answered a heartbeat of this term; one that answers a round has seen it. */
  void heartbeatAnswered(long member, Bytes context) {
    if (context.length() != Long.BYTES || rounds.isEmpty()) {
      return;
    }
    long number = decode(context);
    if (number > 0 && number <= lastRound) {
      answeredRounds.merge(member, number, Math::max);
      confirm();
    }
  }

  private void confirm() {
    long confirmed =
        core.members()
            .quorum()
            .committedIndex(
                member ->
                    member == core.id() ? lastRound : answeredRounds.getOrDefault(member, 0L));
    while (!rounds.isEmpty() && rounds.getFirst().number() <= confirmed) {
      Round round = rounds.removeFirst();
      requests -= round.requests().size();
      round.requests().forEach(request -> answer(request, round.index()));
    }
  }

  private void answer(Request request, long index) {
    if (request.from() == core.id()) {
      core.outbox().answerRead(new ReadState(decode(request.id()), index));
    } else {
      core.send(
          core.message(Message.Type.READ_INDEX_RESP, request.from())
              .index(index)
              .entries(List.of(entry(request.id())))
              .build());
    }
  }

  /** What was asked of an earlier leadership is refused; other members ask again by themselves. */
  private void dropIfNotLeading() {
    Leader leader = core.leading();
    if (leader == leadership) {
      return;
    }
    leadership = leader;
    rounds.forEach(round -> round.requests().forEach(this::refuse));
    waiting.forEach(this::refuse);
    rounds.clear();
    waiting.clear();
    answeredRounds.clear();
    requests = 0;
  }

  private void refuse(Request request) {
    if (request.from() == core.id()) {
      core.outbox().refuse(decode(request.id()), Reason.NO_LEADER);
    }
  }

  private static Entry entry(Bytes data) {
    return new Entry(EntryType.NORMAL, 0, 0, data);
  }

  private static Bytes encode(long number) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  private static long decode(Bytes bytes) {
    return bytes.buffer().getLong();
  }
}
