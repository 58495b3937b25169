package io.keelson.e2e.cluster;

import io.keelson.e2e.fault.FaultNetwork;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.e2e.process.Folders;
import io.keelson.proto.etcdserverpb.StatusResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Members as processes on this machine, each with its own folder and free ports; they reach one
 * another through a {@link FaultNetwork}, and clients reach them directly. Used by one thread.
 */
public final class ClusterProcesses implements AutoCloseable {
  /** Enough for several elections on a loaded machine. */
  public static final Duration LIMIT = Duration.ofSeconds(90);

  private static final int SIGTERM_EXIT = 128 + 15;
  private static final AtomicInteger CLUSTERS = new AtomicInteger();

  private final ClusterLayout layout;
  private final Map<String, Long> pids = new ConcurrentHashMap<>();
  private final FaultNetwork network = new FaultNetwork(() -> pids);
  private final List<Member> members = new ArrayList<>();
  private int named;

  ClusterProcesses(ClusterLayout layout) {
    this.layout = layout;
  }

  void start() {
    List<Member> created = create(layout.programs(), "new");
    members.addAll(created);
    String all = initialCluster();
    String token =
        MemberIds.orderingToken(
            "e2e-" + ProcessHandle.current().pid() + "-" + CLUSTERS.incrementAndGet(),
            created.stream().map(Member::peerUrl).toList());
    for (Member member : created) {
      layout.flags().forEach(member.process().spec()::flag);
      member.process().spec().flag("initial-cluster-token", token).flag("initial-cluster", all);
      launch(member);
    }
    awaitServing(LIMIT);
  }

  /** All present members, also those that do not run, in the order of their names. */
  public List<Member> members() {
    return List.copyOf(members);
  }

  public Member member(int index) {
    return members.get(index);
  }

  public List<String> names() {
    return members.stream().map(Member::name).toList();
  }

  public FaultNetwork network() {
    return network;
  }

  /** Starts the process again on its own data; does not wait. */
  public void launch(Member member) {
    member.process().launch();
    pids.put(member.name(), member.process().pid());
  }

  public void kill9(Member member) {
    pids.remove(member.name());
    member.process().kill9();
  }

  /** SIGTERM, and waits for the end. */
  public void stop(Member member) {
    int exit = member.process().sigterm();
    pids.remove(member.name());
    if (exit != 0 && exit != SIGTERM_EXIT) {
      throw new IllegalStateException(
          "exit code %d of %s:\n%s".formatted(exit, member, member.process().tail()));
    }
  }

  /** The member that leads and says so in the highest term, if there is one just now. */
  public Optional<Member> leader() {
    Member best = null;
    long bestTerm = 0;
    for (Member member : members) {
      Optional<StatusResponse> status = member.status();
      if (status.isPresent()
          && status.get().getLeader() != 0
          && status.get().getLeader() == status.get().getHeader().getMemberId()
          && status.get().getRaftTerm() > bestTerm) {
        best = member;
        bestTerm = status.get().getRaftTerm();
      }
    }
    return Optional.ofNullable(best);
  }

  /** The leader, as soon as there is one. */
  public Member awaitLeader() {
    List<Member> found = new ArrayList<>();
    boolean isLed =
        Await.until(
            LIMIT,
            () -> {
              leader().ifPresent(found::add);
              return !found.isEmpty();
            });
    if (!isLed) {
      throw new IllegalStateException("no leader after " + LIMIT + "\n" + tails());
    }
    return found.getFirst();
  }

  public List<Member> followers(Member leader) {
    return members.stream().filter(member -> !member.equals(leader)).toList();
  }

  /** Until every member answers a linearizable read; all must run. */
  public void awaitServing(Duration limit) {
    awaitServing(members, limit);
  }

  /** Until each of them answers a linearizable read; fails as soon as one has ended. */
  public void awaitServing(List<Member> some, Duration limit) {
    List<Member> waiting = new ArrayList<>(some);
    boolean isServing =
        Await.until(
            limit,
            () -> {
              waiting.stream().filter(member -> !member.process().isAlive()).forEach(this::ended);
              waiting.removeIf(Member::isServing);
              return waiting.isEmpty();
            });
    if (!isServing) {
      throw new IllegalStateException(waiting + " do not serve after " + limit + "\n" + tails());
    }
  }

  /** A prepared member that is not started; the cluster must be told of it first. */
  Member prepare(Supplier<EtcdProcess.Spec> program) {
    Member member = create(List.of(program), "existing").getFirst();
    layout.flags().forEach(member.process().spec()::flag);
    return member;
  }

  /** Starts a prepared member that the cluster was told of; does not wait. */
  void join(Member member) {
    members.add(member);
    member.process().spec().flag("initial-cluster", initialCluster());
    launch(member);
  }

  /** Ends the process of a member that the cluster was told to forget, and its data. */
  void forget(Member member) {
    members.remove(member);
    pids.remove(member.name());
    member.process().close();
  }

  /** Copies all logs to a folder that stays. */
  Path keepLogs() {
    Path folder = Folders.create("cluster-logs");
    for (Member member : members) {
      try {
        Files.writeString(folder.resolve(member.name() + ".log"), member.process().output());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return folder;
  }

  /** Whether some member ended because of a port that is taken. */
  boolean lostPort() {
    return members.stream()
        .filter(member -> !member.process().isAlive())
        .anyMatch(
            member ->
                member
                    .process()
                    .tail()
                    .toLowerCase(Locale.ROOT)
                    .contains("address already in use"));
  }

  private List<Member> create(List<Supplier<EtcdProcess.Spec>> programs, String state) {
    List<EtcdProcess> processes =
        programs.stream().map(program -> program.get().prepare()).toList();
    List<String> names = IntStream.range(0, programs.size()).mapToObj(i -> "n" + ++named).toList();
    List<Integer> ports =
        network.listenFor(names, processes.stream().map(EtcdProcess::peerPort).toList());
    List<Member> created = new ArrayList<>();
    for (int i = 0; i < processes.size(); i++) {
      String url = "http://127.0.0.1:" + ports.get(i);
      processes
          .get(i)
          .spec()
          .flag("name", names.get(i))
          .flag("initial-advertise-peer-urls", url)
          .flag("initial-cluster-state", state);
      created.add(new Member(names.get(i), processes.get(i), url));
    }
    return created;
  }

  private String initialCluster() {
    return members.stream()
        .map(member -> member.name() + "=" + member.peerUrl())
        .collect(Collectors.joining(","));
  }

  private void ended(Member member) {
    throw new IllegalStateException(member + " ended; its last lines:\n" + member.process().tail());
  }

  private String tails() {
    return members.stream()
        .map(member -> "---- " + member + "\n" + member.process().tail())
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    pids.clear();
    network.close();
    // All at once: whoever is left alone would only spend time on elections.
    members.forEach(member -> member.process().kill9());
    members.forEach(member -> member.process().close());
  }
}
