package io.keelson.bench;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The members of one cluster on loopback, one or several of the same program, each in a directory
 * of its own. Used by one thread.
 */
final class ClusterOfServers implements AutoCloseable {
  private static final long AGREED_SECONDS_MAX = 120;
  private static final long EQUAL_SECONDS_MAX = 600;
  private static final long POLL_MILLIS = 20;

  private final List<ServerProcess> members = new ArrayList<>();

  /** Who leads since which term; the term of a member alone is not asked for and 0. */
  record Leadership(ServerProcess leader, long term) {}

  /** Starts nothing yet. */
  ClusterOfServers(ServerProgram program, Site site, String name, int size) throws IOException {
    List<Seat> seats = Seat.free(size);
    for (int member = 0; member < size; member++) {
      String directory = size == 1 ? name : name + "-" + seats.get(member).name();
      members.add(new ServerProcess(program, site, directory, new Seating(seats, member)));
    }
  }

  List<ServerProcess> members() {
    return List.copyOf(members);
  }

  List<ServerProcess> running() {
    return members.stream().filter(ServerProcess::isRunning).toList();
  }

  /** Starts all that do not run, at once, and does not wait for them. */
  void spawn() throws IOException {
    for (ServerProcess member : members) {
      if (!member.isRunning()) {
        member.spawn();
      }
    }
  }

  /** Starts all at once and waits until each answers a linearizable read. */
  void start() throws IOException {
    spawn();
    for (ServerProcess member : members) {
      member.awaitReady();
    }
  }

  /** Kills all that run. */
  void kill() throws IOException {
    for (ServerProcess member : running()) {
      member.kill();
    }
  }

  /** Waits until all members that run agree on one of them, and gives that one. */
  ServerProcess leader() throws IOException {
    return leadership().leader();
  }

  /** Waits until all members that run agree on leader and term. */
  Leadership leadership() throws IOException {
    if (members.size() == 1) {
      return new Leadership(members.getFirst(), 0);
    }
    long start = System.nanoTime();
    while (true) {
      Optional<Leadership> agreed = agreed();
      if (agreed.isPresent()) {
        return agreed.get();
      }
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(AGREED_SECONDS_MAX)) {
        throw new IOException("the members agree on no leader");
      }
      Load.sleep(POLL_MILLIS);
    }
  }

  /** A member that runs and is not this one. */
  ServerProcess follower(ServerProcess leader) throws IOException {
    return running().stream()
        .filter(member -> !member.equals(leader))
        .findFirst()
        .orElseThrow(() -> new IOException("no member follows"));
  }

  private Optional<Leadership> agreed() throws IOException {
    List<ServerProcess> asked = running();
    List<MemberStatus> statuses = new ArrayList<>();
    for (ServerProcess member : asked) {
      try {
        statuses.add(member.status());
      } catch (StatusRuntimeException e) {
        return Optional.empty();
      }
    }
    return MemberStatus.agreedLeader(statuses)
        .map(it -> new Leadership(asked.get(statuses.indexOf(it)), it.term()));
  }

  /** What all members that run used so far, and their memory now. */
  ProcessReading reading() {
    ProcessReading sum = ProcessReading.NONE;
    for (ServerProcess member : running()) {
      sum = sum.and(member.reading());
    }
    return sum;
  }

  /** Waits until a member has applied a revision. */
  static void awaitRevision(ServerProcess member, long revision) throws IOException {
    long start = System.nanoTime();
    while (revisionOf(member) < revision) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(EQUAL_SECONDS_MAX)) {
        throw new IOException("a member does not reach revision " + revision);
      }
      Load.sleep(POLL_MILLIS);
    }
  }

  /** -1 while it does not answer. */
  private static long revisionOf(ServerProcess member) throws IOException {
    try {
      return member.status().revision();
    } catch (StatusRuntimeException e) {
      return -1;
    }
  }

  /** Throws if members that run hold different keys or histories up to a revision. */
  void checkEqual(long revision) throws IOException {
    List<Long> hashes = new ArrayList<>();
    for (ServerProcess member : running()) {
      awaitRevision(member, revision);
      hashes.add(member.hash(revision));
    }
    if (hashes.stream().distinct().count() != 1) {
      throw new IOException("HashKV differs at revision " + revision + ": " + hashes);
    }
  }

  @Override
  public void close() throws IOException {
    IOException first = null;
    for (ServerProcess member : members) {
      try {
        member.close();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
