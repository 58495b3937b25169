package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/**
 * Which clusters of the namespace are meant.
 *
 * @param matchLabels labels that a cluster must have, all of them
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.matchLabels) && self.matchLabels.size() > 0",
    message = "clusterSelector.matchLabels needs at least one label")
public record LabelSelectorSpec(@Size(max = 16) Map<String, String> matchLabels) {
  /** Puts the schema's default wherever nothing is given. */
  public LabelSelectorSpec {
    matchLabels = Given.map(matchLabels);
  }
}
