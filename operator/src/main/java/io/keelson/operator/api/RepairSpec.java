package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** What the operator does about members that fail. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RepairSpec(
    @Default("Member") RepairPolicy policy,
    @Default("5m") @Pattern(Durations.PATTERN) @Size(max = 32) String memberNotReadyAfter,
    @Default("3") @Min(0) @Max(100) Integer maxRecreates,
    @Default("{}") PromoteSpec promote) {
  /** Puts the schema's default wherever nothing is given. */
  public RepairSpec {
    policy = Given.or(policy, RepairPolicy.MEMBER);
    memberNotReadyAfter = Given.or(memberNotReadyAfter, "5m");
    maxRecreates = Given.or(maxRecreates, 3);
    promote = Given.or(promote, PromoteSpec.defaults());
  }

  /** One member at a time, after five minutes. */
  public static RepairSpec defaults() {
    return new RepairSpec(RepairPolicy.MEMBER, "5m", 3, PromoteSpec.defaults());
  }
}
