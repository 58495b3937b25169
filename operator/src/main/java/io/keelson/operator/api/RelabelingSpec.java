package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step that rewrites the labels of a scraped target. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RelabelingSpec(
    @Size(max = 16) List<String> sourceLabels,
    @Nullable @Size(max = 16) String separator,
    @Nullable @Size(max = 128) String targetLabel,
    @Nullable @Size(max = 1024) String regex,
    @Nullable @Min(1) Integer modulus,
    @Nullable @Size(max = 1024) String replacement,
    @Nullable @Size(max = 16) String action) {
  /** Puts the schema's default wherever nothing is given. */
  public RelabelingSpec {
    sourceLabels = Given.list(sourceLabels);
  }
}
