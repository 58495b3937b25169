package io.keelson.operator.execute;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.keelson.operator.api.ClusterIdentity;
import io.keelson.operator.api.ClusterRestoreStatus;
import io.keelson.operator.api.Decommission;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.EtcdMemberSpec;
import io.keelson.operator.api.EtcdMemberStatus;
import io.keelson.operator.api.InitialState;
import io.keelson.operator.api.MemberPhase;
import io.keelson.operator.api.MemberRole;
import io.keelson.operator.api.StorageMedium;
import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.Roll;
import io.keelson.operator.plan.Step;
import io.keelson.operator.resource.ClusterBackup;
import io.keelson.operator.resource.DataClaim;
import io.keelson.operator.resource.MemberPod;
import io.keelson.operator.resource.MemberRecord;
import io.keelson.operator.resource.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records, claims and pods of members. What is there already is fine when it is ours; what was read
 * long ago is not overwritten: patches carry the version of the object that was decided on.
 */
final class MemberObjects {
  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private final QuarantinedClaims quarantine;

  MemberObjects(KubernetesClient client) {
    this.client = client;
    this.quarantine = new QuarantinedClaims(client);
  }

  void createRecord(Turn turn, Step.CreateRecord step) {
    String founding = step.seed() ? founding(turn) : null;
    EtcdMemberSpec spec =
        new EtcdMemberSpec(
            turn.cluster().getMetadata().getName(),
            step.slot(),
            step.incarnation(),
            step.member(),
            role(turn, step.seed()),
            founding,
            step.seed() ? InitialState.NEW : InitialState.EXISTING,
            Decommission.NONE,
            false);
    create(
        MemberRecord.build(turn.cluster(), spec, turn.cluster().statusOrEmpty().incarnation()),
        turn.cluster().getMetadata().getUid());
  }

  private static MemberRole role(Turn turn, boolean first) {
    if (!first) {
      return MemberRole.JOINER;
    }
    return turn.observation().restore().isPresent() ? MemberRole.RESTORED : MemberRole.SEED;
  }

  private static String founding(Turn turn) {
    List<String> parts = new ArrayList<>();
    for (String seed : turn.observation().seeds()) {
      parts.add(seed + "=" + Names.peerUrl(turn.cluster(), seed, turn.effective().clusterDomain()));
    }
    return String.join(",", parts);
  }

  /** One of this name that is there already is the same, ordered before. */
  void takeBackup(Turn turn, Step.TakeBackup step) {
    EtcdBackup backup = ClusterBackup.build(turn.cluster(), step.use(), step.number());
    try {
      client.resource(backup).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        throw e;
      }
    }
  }

  void createClaim(Turn turn, String name) {
    EtcdMember member = turn.member(name);
    if (turn.cluster().getSpec().storage().medium() != StorageMedium.MEMORY) {
      PersistentVolumeClaim claim = DataClaim.build(turn.cluster(), member);
      try {
        client.resource(claim).create();
      } catch (KubernetesClientException e) {
        if (e.getCode() != CONFLICT || !isOurs(turn, claim)) {
          throw e;
        }
      }
    }
    patchStatus(turn, member, member.statusOrEmpty().withClaim(Names.claim(member)));
  }

  /** A claim of the same name that a former cluster left must not become this member's. */
  private boolean isOurs(Turn turn, PersistentVolumeClaim claim) {
    PersistentVolumeClaim found = client.resource(claim).get();
    return found != null
        && turn.cluster()
            .getMetadata()
            .getUid()
            .equals(
                Objects.requireNonNullElse(found.getMetadata().getAnnotations(), Map.of())
                    .get(Names.CLUSTER_UID_ANNOTATION));
  }

  void growClaim(Turn turn, String name, long bytes) {
    PersistentVolumeClaim claim =
        client
            .persistentVolumeClaims()
            .inNamespace(turn.namespace())
            .withName(Names.claim(turn.member(name)))
            .get();
    if (claim == null) {
      return;
    }
    PersistentVolumeClaim larger =
        claim
            .edit()
            .editSpec()
            .editResources()
            .addToRequests("storage", turn.cluster().getSpec().storage().size())
            .endResources()
            .endSpec()
            .build();
    Quantity asked = claim.getSpec().getResources().getRequests().get("storage");
    if (asked == null || asked.getNumericalAmount().longValue() < bytes) {
      client.resource(larger).patch();
    }
  }

  void createPod(Turn turn, Step.CreatePod step) {
    EtcdMember member = turn.member(step.member());
    EtcdMemberSpec spec = member.getSpec();
    if (!step.founding() && turn.observation().roll().known()) {
      String joining = joining(turn, member);
      if (spec.initialState() != InitialState.EXISTING || !joining.equals(spec.initialCluster())) {
        member =
            patchSpec(
                turn, member, with(spec, joining, InitialState.EXISTING, spec.decommission()));
      }
    }
    create(
        MemberPod.build(turn.cluster(), member, turn.effective()), member.getMetadata().getUid());
  }

  /** The members that the roll shows, this one by its own name: it may not have told it yet. */
  private static String joining(Turn turn, EtcdMember member) {
    String own =
        turn.observation().members().stream()
            .filter(facts -> facts.name().equals(member.getSpec().memberName()))
            .map(MemberFacts::peerUrl)
            .findFirst()
            .orElse("");
    List<String> parts = new ArrayList<>();
    for (Roll.Entry entry : turn.observation().roll().entries()) {
      String name = entry.peerUrl().equals(own) ? member.getSpec().memberName() : entry.name();
      if (!name.isEmpty()) {
        parts.add(name + "=" + entry.peerUrl());
      }
    }
    return String.join(",", parts);
  }

  void recordIdentity(Turn turn, Step.RecordIdentity step) {
    EtcdMember member = turn.member(step.member());
    String id = Long.toHexString(step.memberId());
    String now = turn.observation().now().toString();
    patchStatus(turn, member, member.statusOrEmpty().withIdentity(id, now));
  }

  void countRecreation(Turn turn, String name) {
    EtcdMember member = turn.member(name);
    String now = turn.observation().now().toString();
    patchStatus(turn, member, member.statusOrEmpty().withRecreation(now));
  }

  void decommission(Turn turn, String name) {
    EtcdMember member = turn.member(name);
    EtcdMemberSpec spec = member.getSpec();
    patchSpec(
        turn, member, with(spec, spec.initialCluster(), spec.initialState(), Decommission.REMOVE));
  }

  private static EtcdMemberSpec with(
      EtcdMemberSpec spec,
      @Nullable String initialCluster,
      @Nullable InitialState initialState,
      Decommission decommission) {
    return new EtcdMemberSpec(
        spec.clusterName(),
        spec.slot(),
        spec.incarnation(),
        spec.memberName(),
        spec.role(),
        initialCluster,
        initialState,
        decommission,
        spec.fenced());
  }

  void putAside(Turn turn, Step.PutAside step) {
    ClusterRestoreStatus restore =
        Objects.requireNonNull(turn.cluster().statusOrEmpty().restore(), "no restore is written");
    Instant until =
        turn.observation().now().plus(Durations.parse(restore.order().keepOldDataFor()));
    String claim = Names.claim(turn.member(step.member()));
    quarantine.putAside(turn.namespace(), claim, step, until);
  }

  void release(Turn turn, String claim) {
    quarantine.release(turn.namespace(), claim);
  }

  /** The status first: a record that begins anew must not know who it was. */
  void recover(Turn turn, String name) {
    EtcdMember member = turn.member(name);
    patchStatus(turn, member, member.statusOrEmpty().withoutIdentity());
    EtcdMember changed = Serialization.clone(turn.member(name));
    ClusterRestoreStatus restore =
        Objects.requireNonNull(turn.cluster().statusOrEmpty().restore(), "no restore is written");
    Integer identity = Objects.requireNonNull(restore.incarnation());
    changed.getMetadata().getLabels().put(Names.IDENTITY_LABEL, identity.toString());
    changed.setSpec(
        changed
            .getSpec()
            .recovered(
                name
                    + "="
                    + Names.peerUrl(turn.cluster(), name, turn.effective().clusterDomain())));
    turn.replace(client.resource(changed).update());
  }

  void reattach(Turn turn, Step.Reattach step) {
    ClusterRestoreStatus restore =
        Objects.requireNonNull(turn.cluster().statusOrEmpty().restore(), "no restore is written");
    EtcdMemberSpec spec =
        new EtcdMemberSpec(
            turn.cluster().getMetadata().getName(),
            step.slot(),
            step.incarnation(),
            step.member(),
            MemberRole.JOINER,
            null,
            InitialState.EXISTING,
            Decommission.NONE,
            false);
    ClusterIdentity before = restore.previous();
    Integer identity = before == null ? null : before.incarnation();
    EtcdMember record = MemberRecord.build(turn.cluster(), spec, identity);
    create(record, turn.cluster().getMetadata().getUid());
    EtcdMember made = Objects.requireNonNull(client.resource(record).get());
    patchStatus(
        turn,
        made,
        made.statusOrEmpty()
            .withClaim(Names.claim(made))
            .withIdentity(Long.toHexString(step.memberId()), turn.observation().now().toString())
            .withPhase(MemberPhase.REPAIRING));
  }

  void deletePod(Turn turn, String name, String uid, boolean force) {
    Pod pod = client.pods().inNamespace(turn.namespace()).withName(name).get();
    if (pod == null || !pod.getMetadata().getUid().equals(uid)) {
      return;
    }
    var named = client.pods().inNamespace(turn.namespace()).withName(name);
    if (force) {
      named.withGracePeriod(0).delete();
    } else {
      named.delete();
    }
    turn.stopped(uid);
  }

  void deleteRecord(Turn turn, Step.DeleteRecord step) {
    EtcdMember member = turn.member(step.member());
    String claim = Names.claim(member);
    if (!step.keepClaim()) {
      deleteClaim(turn, claim);
    } else if (turn.cluster().getMetadata().getDeletionTimestamp() == null) {
      Instant until =
          turn.observation()
              .now()
              .plus(Durations.parse(turn.cluster().getSpec().storage().retainRemovedFor()));
      annotateClaim(turn, claim, until);
    }
    EtcdMember found = client.resource(member).get();
    if (found != null
        && Objects.equals(found.getMetadata().getUid(), member.getMetadata().getUid())) {
      client.resource(found).delete();
      client
          .resource(member)
          .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
    }
  }

  private void annotateClaim(Turn turn, String claim, Instant until) {
    var found = client.persistentVolumeClaims().inNamespace(turn.namespace()).withName(claim);
    PersistentVolumeClaim present = found.get();
    if (present != null && !QuarantinedClaims.isQuarantined(present)) {
      Map<String, Object> metadata =
          Map.of("annotations", Map.of(Names.RETAIN_UNTIL_ANNOTATION, until.toString()));
      found.patch(
          PatchContext.of(PatchType.JSON_MERGE),
          Serialization.asJson(Map.of("metadata", metadata)));
    }
  }

  void deleteClaim(Turn turn, String claim) {
    client.persistentVolumeClaims().inNamespace(turn.namespace()).withName(claim).delete();
  }

  void labelVoter(Turn turn, String name) {
    client
        .pods()
        .inNamespace(turn.namespace())
        .withName(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            Serialization.asJson(
                Map.of("metadata", Map.of("labels", Map.of(Names.ROLE_LABEL, Names.VOTER)))));
  }

  /** Makes an object; one that is there has to belong to the same owner. */
  private void create(HasMetadata object, String ownerUid) {
    try {
      client.resource(object).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        throw e;
      }
      HasMetadata found = client.resource(object).get();
      boolean ours =
          found != null
              && found.getMetadata().getOwnerReferences().stream()
                  .anyMatch(owner -> owner.getUid().equals(ownerUid));
      if (!ours) {
        throw new KubernetesClientException(
            "%s %s is there and belongs to somebody else: delete or rename it"
                .formatted(object.getKind(), object.getMetadata().getName()),
            CONFLICT,
            null);
      }
    }
  }

  private EtcdMember patchSpec(Turn turn, EtcdMember member, EtcdMemberSpec spec) {
    EtcdMember changed = Serialization.clone(member);
    changed.setSpec(spec);
    EtcdMember written = client.resource(changed).update();
    turn.replace(written);
    return written;
  }

  void patchStatus(Turn turn, EtcdMember member, EtcdMemberStatus status) {
    EtcdMember changed = Serialization.clone(member);
    changed.setStatus(status);
    turn.replace(client.resource(changed).updateStatus());
  }
}
