package io.keelson.e2e.cluster;

import io.grpc.StatusRuntimeException;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.MemberAddRequest;
import io.keelson.proto.etcdserverpb.MemberListRequest;
import io.keelson.proto.etcdserverpb.MemberPromoteRequest;
import io.keelson.proto.etcdserverpb.MemberRemoveRequest;
import io.keelson.proto.etcdserverpb.MoveLeaderRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Changes who belongs to a cluster, as an operator would: each step is repeated while it is refused
 * because of the moment (a leader just elected, members connected for too short a time, a learner
 * behind), and looked up when its outcome is unknown.
 */
final class Membership {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(20);

  private final ClusterProcesses cluster;

  Membership(ClusterProcesses cluster) {
    this.cluster = cluster;
  }

  /**
   * Adds a learner and starts its process; it need not be in step yet.
   *
   * @param via whom to tell
   */
  Member addLearner(Supplier<EtcdProcess.Spec> program, Member via) {
    Member member = cluster.prepare(program);
    var request =
        MemberAddRequest.newBuilder().addPeerURLs(member.peerUrl()).setIsLearner(true).build();
    repeat(
        "add " + member, via, member, Optional::isPresent, () -> via.cluster().memberAdd(request));
    cluster.join(member);
    return member;
  }

  /** Makes the learner a voter as soon as it is in step, and waits until it serves. */
  void promote(Member learner, Member via) {
    repeat(
        "promote " + learner,
        via,
        learner,
        found -> found.isPresent() && !found.get().getIsLearner(),
        () -> {
          if (!learner.process().isAlive()) {
            throw new IllegalStateException(learner + " ended:\n" + learner.process().tail());
          }
          var _ =
              via.cluster()
                  .memberPromote(MemberPromoteRequest.newBuilder().setID(id(learner, via)).build());
        });
    cluster.awaitServing(ClusterProcesses.LIMIT);
  }

  /** Removes it from the cluster, then ends its process and deletes its data. */
  void remove(Member member, Member via) {
    long id = id(member, via);
    repeat(
        "remove " + member,
        via,
        member,
        Optional::isEmpty,
        () -> via.cluster().memberRemove(MemberRemoveRequest.newBuilder().setID(id).build()));
    cluster.forget(member);
  }

  /** Has another member lead; nothing happens if it leads already. */
  void moveLeader(Member target) {
    boolean isMoved =
        Await.until(
            ClusterProcesses.LIMIT,
            () -> {
              Member leader = cluster.awaitLeader();
              if (leader.equals(target)) {
                return true;
              }
              try {
                long id = target.status().orElseThrow().getHeader().getMemberId();
                var _ =
                    MaintenanceGrpc.newBlockingStub(leader.process().client().channel())
                        .withDeadlineAfter(CALL_LIMIT)
                        .moveLeader(MoveLeaderRequest.newBuilder().setTargetID(id).build());
              } catch (StatusRuntimeException e) {
                return false; // another leader meanwhile, or no time for it
              }
              return false;
            });
    if (!isMoved) {
      throw new IllegalStateException(target + " does not lead");
    }
  }

  private void repeat(
      String what,
      Member via,
      Member member,
      Predicate<Optional<io.keelson.proto.etcdserverpb.Member>> isDone,
      Runnable step) {
    var last = new AtomicReference<>("never tried");
    boolean isDoneInTime =
        Await.until(
            ClusterProcesses.LIMIT,
            () -> {
              try {
                if (isDone.test(find(member, via))) {
                  return true;
                }
                step.run();
              } catch (StatusRuntimeException e) {
                last.set(e.getStatus().toString());
              }
              return false;
            });
    if (!isDoneInTime) {
      throw new IllegalStateException(
          "cannot %s via %s within %s: %s"
              .formatted(what, via, ClusterProcesses.LIMIT, last.get()));
    }
  }

  private static long id(Member member, Member via) {
    return find(member, via).orElseThrow().getID();
  }

  private static Optional<io.keelson.proto.etcdserverpb.Member> find(Member member, Member via) {
    return via
        .cluster()
        .memberList(MemberListRequest.newBuilder().setLinearizable(true).build())
        .getMembersList()
        .stream()
        .filter(one -> one.getPeerURLsList().contains(member.peerUrl()))
        .findFirst();
  }
}
