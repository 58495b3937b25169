package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;

/** What is made for the Prometheus operator. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MonitoringSpec(
    @Default("{}") ServiceMonitorSpec serviceMonitor, @Default("{}") RulesSpec rules) {
  /** Puts the schema's default wherever nothing is given. */
  public MonitoringSpec {
    serviceMonitor = Given.or(serviceMonitor, ServiceMonitorSpec.off());
    rules = Given.or(rules, RulesSpec.off());
  }

  /** Nothing. */
  public static MonitoringSpec off() {
    return new MonitoringSpec(ServiceMonitorSpec.off(), RulesSpec.off());
  }
}
