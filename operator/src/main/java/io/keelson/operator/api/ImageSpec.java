package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The image of the members; what is not given comes from the operator. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageSpec(
    @Nullable @Size(max = 255) String repository,
    @Nullable @Size(max = 128) String tag,
    @Nullable @Pattern("^sha256:[0-9a-f]{64}$") @Size(max = 71) String digest,
    @Default("IfNotPresent") PullPolicy pullPolicy,
    @Size(max = 8) List<String> pullSecrets) {
  /** Puts the schema's default wherever nothing is given. */
  public ImageSpec {
    pullPolicy = Given.or(pullPolicy, PullPolicy.IF_NOT_PRESENT);
    pullSecrets = Given.list(pullSecrets);
  }

  /** The image as given by the operator. */
  public static ImageSpec empty() {
    return new ImageSpec(null, null, null, PullPolicy.IF_NOT_PRESENT, List.of());
  }
}
