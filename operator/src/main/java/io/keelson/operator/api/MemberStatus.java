package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One member, as seen by the cluster's last poll. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MemberStatus(
    @Required Integer slot,
    @Nullable @Size(max = 63) String name,
    @Nullable @Size(max = 16) String id,
    @Nullable @Size(max = 16) String role,
    @Nullable @Size(max = 253) String pod,
    @Nullable @Size(max = 253) String node,
    @Nullable @Size(max = 253) String zone,
    @Nullable @Size(max = 32) String version,
    boolean ready,
    boolean started,
    @Nullable @Size(max = 20) String lag,
    @Nullable @Size(max = 20) String dbSize,
    @Size(max = 8) List<String> alarms,
    @Nullable @Size(max = 40) String certificateNotAfter,
    @Nullable @Size(max = 1024) String message) {
  /** Puts the schema's default wherever nothing is given. */
  public MemberStatus {
    slot = Given.or(slot, 0);
    alarms = Given.list(alarms);
  }
}
