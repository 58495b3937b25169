package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;

/**
 * A member of a cluster that has lost its quorum for good.
 *
 * @param member its name, or Auto: the one whose log reaches furthest
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SurvivingMemberSpec(@Default("Auto") @Size(min = 1, max = 63) String member) {
  /** Puts the schema's default wherever nothing is given. */
  public SurvivingMemberSpec {
    member = Given.or(member, "Auto");
  }
}
