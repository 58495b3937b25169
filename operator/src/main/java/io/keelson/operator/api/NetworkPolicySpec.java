package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.util.List;

/** Who may connect to the members. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkPolicySpec(
    @Default("false") boolean enabled,
    @Size(max = 16) List<NetworkPolicyPeer> clientFrom,
    @Size(max = 16) List<NetworkPolicyPeer> monitoringFrom) {
  /** Puts the schema's default wherever nothing is given. */
  public NetworkPolicySpec {
    clientFrom = Given.list(clientFrom);
    monitoringFrom = Given.list(monitoringFrom);
  }

  /** No policy. */
  public static NetworkPolicySpec off() {
    return new NetworkPolicySpec(false, List.of(), List.of());
  }
}
