package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** An EtcdCluster of the same namespace. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterRef(@Required @Size(min = 1, max = 40) String name) {
  /** Puts the schema's default wherever nothing is given. */
  public ClusterRef {
    name = Given.or(name, "");
  }
}
