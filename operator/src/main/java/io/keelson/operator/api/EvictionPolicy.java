package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether the budget protects pods that are not ready. */
public enum EvictionPolicy {
  @JsonProperty("IfHealthyBudget")
  IF_HEALTHY_BUDGET,
  @JsonProperty("AlwaysAllow")
  ALWAYS_ALLOW
}
