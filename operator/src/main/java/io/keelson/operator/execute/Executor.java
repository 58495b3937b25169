package io.keelson.operator.execute;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.EtcdMemberStatus;
import io.keelson.operator.etcd.EtcdClient;
import io.keelson.operator.etcd.EtcdException;
import io.keelson.operator.etcd.Target;
import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.Observation;
import io.keelson.operator.plan.Plan;
import io.keelson.operator.plan.Step;
import io.keelson.operator.status.MemberReport;
import io.keelson.operator.status.Report;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out plans. Who had a step that failed gets no further one in the same turn, and nobody is
 * disrupted then. Every step may be repeated, so a turn that was cut off is just planned again.
 */
public final class Executor {
  private static final Logger LOG = LoggerFactory.getLogger(Executor.class);

  private final MemberObjects objects;
  private final EtcdClient etcd;
  private final Events events;
  private final MeterRegistry meters;

  /** Carries out plans by these clients. */
  public Executor(KubernetesClient client, EtcdClient etcd, Events events, MeterRegistry meters) {
    this.objects = new MemberObjects(client);
    this.etcd = etcd;
    this.events = events;
    this.meters = meters;
  }

  /** Does what a plan says, and tells what failed. */
  public List<Report.Failure> execute(Turn turn, Plan plan) throws InterruptedException {
    List<Report.Failure> failures = new ArrayList<>();
    Set<String> failed = new HashSet<>();
    List<Step> steps = new ArrayList<>(plan.preparations());
    plan.disruption().ifPresent(steps::add);
    for (Step step : steps) {
      boolean skipped =
          failed.contains(step.member()) || (step instanceof Step.Disruption && !failed.isEmpty());
      if (skipped) {
        continue;
      }
      try {
        LOG.info(
            "step {} of cluster {}/{}",
            step,
            turn.cluster().getMetadata().getNamespace(),
            turn.cluster().getMetadata().getName());
        Timer.Sample started = Timer.start(meters);
        execute(turn, step);
        started.stop(meters.timer("etcd_operator_step", "type", step.getClass().getSimpleName()));
        tell(turn, step);
      } catch (KubernetesClientException | EtcdException e) {
        failed.add(step.member());
        Report.Failure failure = Failures.of(e, words(step));
        failures.add(failure);
        LOG.warn("{}: {}", failure.reason(), failure.message());
        if (!failure.reason().equals("Conflict")) {
          events.warning(
              turn.cluster(), failure.reason(), failure.message(), turn.observation().now());
        }
      }
    }
    return failures;
  }

  /**
   * Writes what is to be remembered of members, on top of what the plan's steps wrote. A record
   * that changed meanwhile is left for the next turn.
   */
  public void remember(Turn turn) {
    Observation seen = turn.observation();
    for (MemberFacts facts : seen.members()) {
      EtcdMember member = turn.member(facts.name());
      boolean learner =
          seen.roll().entries().stream()
              .anyMatch(entry -> entry.learner() && entry.memberId() == facts.memberId());
      EtcdMemberStatus status = MemberReport.of(facts, member.statusOrEmpty(), learner, seen.now());
      if (!status.equals(member.statusOrEmpty())) {
        try {
          objects.patchStatus(turn, member, status);
        } catch (KubernetesClientException e) {
          LOG.debug("the status of {} was not written: {}", facts.name(), e.getMessage());
        }
      }
    }
  }

  private void execute(Turn turn, Step step) throws EtcdException, InterruptedException {
    switch (step) {
      case Step.CreateRecord s -> objects.createRecord(turn, s);
      case Step.CreateClaim s -> objects.createClaim(turn, s.member());
      case Step.GrowClaim s -> objects.growClaim(turn, s.member(), s.bytes());
      case Step.CreatePod s -> objects.createPod(turn, s);
      case Step.RecordIdentity s -> objects.recordIdentity(turn, s);
      case Step.LabelVoter s -> objects.labelVoter(turn, s.member());
      case Step.Decommission s -> objects.decommission(turn, s.member());
      case Step.RemovePod s -> objects.deletePod(turn, s.member(), s.uid(), s.force());
      case Step.DeleteRecord s -> objects.deleteRecord(turn, s);
      case Step.DeleteClaim s -> objects.deleteClaim(turn, s.member());
      case Step.PutAside s -> objects.putAside(turn, s);
      case Step.Recover s -> objects.recover(turn, s.member());
      case Step.Reattach s -> objects.reattach(turn, s);
      case Step.Release s -> objects.release(turn, s.claim());
      case Step.TakeBackup s -> objects.takeBackup(turn, s);
      case Step.StopPod s -> {
        if (s.why() == Step.Why.REPAIR) {
          objects.countRecreation(turn, s.member());
        }
        objects.deletePod(turn, s.member(), s.uid(), false);
      }
      case Step.AddLearner s -> etcd.addLearner(anybody(turn), s.peerUrl());
      case Step.Promote s -> etcd.promote(anybody(turn), s.memberId());
      case Step.RemoveMember s -> etcd.remove(anybody(turn), s.memberId());
      case Step.MoveLeader s -> etcd.moveLeader(anybody(turn), s.toId());
    }
  }

  /** The leader if it is known: it answers without asking somebody else. */
  private static Target anybody(Turn turn) {
    if (turn.targets().isEmpty()) {
      throw new IllegalStateException("a change of membership without a member to ask");
    }
    return turn.targets().getFirst();
  }

  private void tell(Turn turn, Step step) {
    String note = words(step);
    switch (step) {
      case Step.CreateRecord s -> normal(turn, "MemberCreated", note);
      case Step.Decommission s -> normal(turn, "MemberLeaves", note + " because " + s.why());
      case Step.StopPod s -> normal(turn, "MemberRestarted", note);
      case Step.AddLearner s -> normal(turn, "LearnerAdded", note);
      case Step.Promote s -> normal(turn, "LearnerPromoted", note);
      case Step.RemoveMember s -> normal(turn, "MemberRemoved", note);
      case Step.MoveLeader s -> normal(turn, "LeaderMoved", note);
      case Step.GrowClaim s -> normal(turn, "VolumeGrows", note);
      case Step.DeleteClaim s -> normal(turn, "VolumeDeleted", note);
      case Step.PutAside s -> normal(turn, "VolumePutAside", note);
      case Step.Recover s -> normal(turn, "MemberRecovers", note);
      case Step.Reattach s -> normal(turn, "VolumeBroughtBack", note);
      case Step.Release s -> {}
      case Step.TakeBackup s -> normal(turn, "BackupOrdered", note);
      case Step.CreateClaim s -> {}
      case Step.CreatePod s -> {}
      case Step.RecordIdentity s -> {}
      case Step.LabelVoter s -> {}
      case Step.RemovePod s -> {}
      case Step.DeleteRecord s -> {}
    }
  }

  private void normal(Turn turn, String reason, String note) {
    events.normal(turn.cluster(), reason, note, turn.observation().now());
  }

  private static String words(Step step) {
    return switch (step) {
      case Step.CreateRecord s -> "making member " + s.member();
      case Step.CreateClaim s -> "making the claim of " + s.member();
      case Step.GrowClaim s -> "asking for more space for " + s.member();
      case Step.CreatePod s -> "making the pod of " + s.member();
      case Step.RecordIdentity s -> "noting the identity of " + s.member();
      case Step.LabelVoter s -> "counting " + s.member() + " among the voters";
      case Step.Decommission s -> "letting " + s.member() + " go";
      case Step.RemovePod s -> "removing the pod of " + s.member();
      case Step.DeleteRecord s -> "forgetting " + s.member();
      case Step.DeleteClaim s -> "deleting the claim " + s.member();
      case Step.PutAside s -> "putting the volume of " + s.member() + " aside";
      case Step.Recover s -> "letting " + s.member() + " go on alone";
      case Step.Reattach s -> "bringing " + s.member() + " back with its volume";
      case Step.Release s -> "giving " + s.member() + " its volume back";
      case Step.TakeBackup s -> "ordering backup %s-%d".formatted(s.use().text(), s.number());
      case Step.StopPod s ->
          switch (s.why()) {
            case UPDATE -> "restarting " + s.member() + " with the newer specification";
            case REPAIR -> "making the pod of " + s.member() + " anew to repair it";
            case HIBERNATE -> "stopping " + s.member();
          };
      case Step.AddLearner s -> "adding " + s.member() + " as a learner";
      case Step.Promote s -> "making " + s.member() + " a voter";
      case Step.RemoveMember s -> "removing " + s.member() + " from the cluster";
      case Step.MoveLeader s ->
          "moving the leadership from %s to member %016x".formatted(s.member(), s.toId());
    };
  }
}
