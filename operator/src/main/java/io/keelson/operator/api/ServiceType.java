package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the client service is reached. */
public enum ServiceType {
  @JsonProperty("ClusterIP")
  CLUSTER_IP,
  @JsonProperty("NodePort")
  NODE_PORT,
  @JsonProperty("LoadBalancer")
  LOAD_BALANCER
}
