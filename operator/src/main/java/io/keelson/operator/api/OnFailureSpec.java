package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * What follows a backup that failed, besides an event.
 *
 * @param retryAfter another one so long afterwards, twice as long after each further failure; none
 *     where it is not given
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.retryAfter) || duration(self.retryAfter) >= duration('1m') && duration(self.retryAfter) <= duration('24h')",
    message = "onFailure.retryAfter must be between 1m and 24h")
public record OnFailureSpec(@Nullable @Pattern(Durations.SHORT) @Size(max = 16) String retryAfter) {
  /** An event only. */
  public static OnFailureSpec none() {
    return new OnFailureSpec(null);
  }
}
