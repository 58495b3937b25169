package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What users add to the pods; the server's command stays the operator's. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.labels) || self.labels.all(k, !k.startsWith('etcd.keelson.dev/') && "
            + "!(k in ['app.kubernetes.io/name', 'app.kubernetes.io/instance', "
            + "'app.kubernetes.io/managed-by', 'app.kubernetes.io/component']))",
    message =
        "podTemplate.labels may not set etcd.keelson.dev/* or app.kubernetes.io/name, "
            + "instance, managed-by, component: the operator finds its pods by them")
@ValidationRule(
    value =
        "!has(self.annotations) || self.annotations.all(k, "
            + "!k.startsWith('etcd.keelson.dev/'))",
    message = "podTemplate.annotations may not set etcd.keelson.dev/*: these are the operator's")
@ValidationRule(
    value =
        "(!has(self.sidecars) || self.sidecars.all(c, has(c.name) && c.name != 'etcd')) "
            + "&& (!has(self.initContainers) || self.initContainers.all(c, has(c.name) && "
            + "c.name != 'marker'))",
    message =
        "podTemplate.sidecars and podTemplate.initContainers need names, other than etcd "
            + "and marker")
@ValidationRule(
    value =
        "!has(self.volumes) || self.volumes.all(v, has(v.name) && !(v.name in ['data', "
            + "'tmp', 'client-tls', 'peer-tls']))",
    message = "podTemplate.volumes need names, other than data, tmp, client-tls and peer-tls")
public record PodTemplateSpec(
    @Size(max = 64) Map<String, String> labels,
    @Size(max = 64) Map<String, String> annotations,
    @Nullable @Size(max = 253) String serviceAccountName,
    @Nullable PodSecurityContext securityContext,
    @Size(max = 64) List<EnvVar> env,
    @Size(max = 16) List<Volume> volumes,
    @Size(max = 8) List<Container> sidecars,
    @Size(max = 8) List<Container> initContainers,
    @Size(max = 16) List<HostAlias> hostAliases,
    @Default("60") @Min(10) @Max(3600) Integer terminationGracePeriodSeconds) {
  /** Puts the schema's default wherever nothing is given. */
  public PodTemplateSpec {
    labels = Given.map(labels);
    annotations = Given.map(annotations);
    env = Given.list(env);
    volumes = Given.list(volumes);
    sidecars = Given.list(sidecars);
    initContainers = Given.list(initContainers);
    hostAliases = Given.list(hostAliases);
    terminationGracePeriodSeconds = Given.or(terminationGracePeriodSeconds, 60);
  }

  /** Nothing added. */
  public static PodTemplateSpec defaults() {
    return new PodTemplateSpec(
        Map.of(), Map.of(), null, null, List.of(), List.of(), List.of(), List.of(), List.of(), 60);
  }
}
