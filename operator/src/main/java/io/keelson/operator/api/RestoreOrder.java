package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * A restore, with all that a cluster needs to know to carry it out.
 *
 * @param uid names it: that of the EtcdRestore, or of the cluster that begins with a backup
 * @param name of the EtcdRestore, if there is one
 * @param source where the data lies; none with a surviving member
 * @param member the surviving member, if the user names one
 * @param deadline how long the first member may take
 * @param keepOldDataFor how long volumes stay in quarantine
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestoreOrder(
    @Required @Size(min = 1, max = 64) String uid,
    @Nullable @Size(max = 63) String name,
    @Required RestoreKind kind,
    @Nullable ResolvedSource source,
    @Nullable @Size(max = 63) String member,
    @Default("Auto") @Pattern("^(Auto|[0-9]{1,18})$") @Size(max = 18) String revisionBump,
    @Default("true") Boolean markCompacted,
    @Default("false") boolean dropLeases,
    @Default("false") boolean dropAuth,
    @Default("1h") @Pattern(Durations.PATTERN) @Size(max = 32) String deadline,
    @Default("168h") @Pattern(Durations.PATTERN) @Size(max = 32) String keepOldDataFor) {
  /** Puts the schema's default wherever nothing is given. */
  public RestoreOrder {
    uid = Given.or(uid, "");
    kind = Given.or(kind, RestoreKind.NEW);
    revisionBump = Given.or(revisionBump, "Auto");
    markCompacted = Given.or(markCompacted, true);
    deadline = Given.or(deadline, "1h");
    keepOldDataFor = Given.or(keepOldDataFor, "168h");
  }
}
