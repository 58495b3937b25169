package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One member, as the cluster decided it. Written by the operator only. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.clusterName == oldSelf.clusterName",
    message = "clusterName is immutable: a member with another one is another member")
@ValidationRule(
    value = "self.slot == oldSelf.slot",
    message = "slot is immutable: a member with another one is another member")
@ValidationRule(
    value = "self.incarnation == oldSelf.incarnation",
    message = "incarnation is immutable: a member with another one is another member")
@ValidationRule(
    value = "self.memberName == oldSelf.memberName",
    message = "memberName is immutable: a member with another one is another member")
public record EtcdMemberSpec(
    @Required @Size(min = 1, max = 40) String clusterName,
    @Required @Min(0) @Max(99) Integer slot,
    @Required @Min(1) Integer incarnation,
    @Required @Size(min = 1, max = 63) String memberName,
    @Required MemberRole role,
    @Size(max = 4096) @Nullable String initialCluster,
    @Nullable InitialState initialState,
    @Default("None") Decommission decommission,
    @Default("false") boolean fenced) {
  /** Puts the schema's default wherever nothing is given. */
  public EtcdMemberSpec {
    clusterName = Given.or(clusterName, "");
    slot = Given.or(slot, 0);
    incarnation = Given.or(incarnation, 1);
    memberName = Given.or(memberName, "");
    role = Given.or(role, MemberRole.SEED);
    decommission = Given.or(decommission, Decommission.NONE);
  }

  /**
   * The same member as the first of a cluster that it begins with what it has.
   *
   * @param founders its own name and address
   */
  public EtcdMemberSpec recovered(String founders) {
    return new EtcdMemberSpec(
        clusterName,
        slot,
        incarnation,
        memberName,
        MemberRole.RECOVERED,
        founders,
        InitialState.NEW,
        Decommission.NONE,
        fenced);
  }
}
