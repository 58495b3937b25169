package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;

/**
 * What becomes of the stored objects of a backup that its schedule removes. They go by default: a
 * schedule that keeps seven backups keeps seven objects.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TemplateRetentionSpec(@Default("DeleteObject") DeletePolicy deletePolicy) {
  /** Puts the schema's default wherever nothing is given. */
  public TemplateRetentionSpec {
    deletePolicy = Given.or(deletePolicy, DeletePolicy.DELETE_OBJECT);
  }

  /** They go. */
  public static TemplateRetentionSpec defaults() {
    return new TemplateRetentionSpec(DeletePolicy.DELETE_OBJECT);
  }
}
