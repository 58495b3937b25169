package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The service that clients use. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.loadBalancerClass) || self.type == 'LoadBalancer'",
    message = "services.client.loadBalancerClass needs type LoadBalancer")
@ValidationRule(
    value = "!has(self.ports.nodePort) || self.type != 'ClusterIP'",
    message = "services.client.ports.nodePort needs type NodePort or LoadBalancer")
@ValidationRule(
    value = "self.trafficPolicy == 'Cluster' || self.type != 'ClusterIP'",
    message = "services.client.trafficPolicy Local needs type NodePort or LoadBalancer")
public record ClientServiceSpec(
    @Default("ClusterIP") ServiceType type,
    @Size(max = 64) Map<String, String> annotations,
    @Nullable @Size(max = 253) String loadBalancerClass,
    @Default("{}") ServicePortsSpec ports,
    @Default("Cluster") TrafficPolicy trafficPolicy) {
  /** Puts the schema's default wherever nothing is given. */
  public ClientServiceSpec {
    type = Given.or(type, ServiceType.CLUSTER_IP);
    annotations = Given.map(annotations);
    ports = Given.or(ports, ServicePortsSpec.defaults());
    trafficPolicy = Given.or(trafficPolicy, TrafficPolicy.CLUSTER);
  }

  /** A cluster IP at the usual port. */
  public static ClientServiceSpec defaults() {
    return new ClientServiceSpec(
        ServiceType.CLUSTER_IP, Map.of(), null, ServicePortsSpec.defaults(), TrafficPolicy.CLUSTER);
  }
}
