package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** What became of one member. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EtcdMemberStatus(
    @Nullable Long observedGeneration,
    @Nullable MemberPhase phase,
    @Nullable @Size(max = 16) String memberID,
    @Nullable @Size(max = 64) String podUID,
    @Nullable @Size(max = 253) String pvcName,
    @Nullable Integer recreateCount,
    @Nullable @Size(max = 40) String lastTransition,
    @Nullable @Size(max = 40) String recreatedAt,
    @Nullable @Size(max = 1024) String message) {
  /** Nothing known. */
  public static EtcdMemberStatus empty() {
    return new EtcdMemberStatus(null, null, null, null, null, null, null, null, null);
  }

  /** The same with the claim that was made. */
  public EtcdMemberStatus withClaim(String claim) {
    return new EtcdMemberStatus(
        observedGeneration,
        phase,
        memberID,
        podUID,
        claim,
        recreateCount,
        lastTransition,
        recreatedAt,
        message);
  }

  /** The same with an identity, since when its health is counted anew. */
  public EtcdMemberStatus withIdentity(String id, String at) {
    return new EtcdMemberStatus(
        observedGeneration, phase, id, podUID, pvcName, recreateCount, at, recreatedAt, message);
  }

  /** The same, but nobody yet: it begins anew on the volume that it has. */
  public EtcdMemberStatus withoutIdentity() {
    return new EtcdMemberStatus(
        observedGeneration,
        MemberPhase.PROVISIONING,
        null,
        podUID,
        pvcName,
        0,
        lastTransition,
        null,
        message);
  }

  /** The same in another phase. */
  public EtcdMemberStatus withPhase(MemberPhase next) {
    return new EtcdMemberStatus(
        observedGeneration,
        next,
        memberID,
        podUID,
        pvcName,
        recreateCount,
        lastTransition,
        recreatedAt,
        message);
  }

  /** The same with one more recreation of its pod. */
  public EtcdMemberStatus withRecreation(String at) {
    return new EtcdMemberStatus(
        observedGeneration,
        phase,
        memberID,
        podUID,
        pvcName,
        recreateCount == null ? 1 : recreateCount + 1,
        lastTransition,
        at,
        message);
  }
}
