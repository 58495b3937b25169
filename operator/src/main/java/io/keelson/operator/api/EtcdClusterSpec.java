package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a user wants of a cluster. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EtcdClusterSpec(
    @Default("3") @Min(1) @Max(9) @SpecReplicas Integer replicas,
    @Required @Pattern("^[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,4}$") @Size(max = 12) String version,
    @Default("{}") ImageSpec image,
    @Nullable
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")
        @Size(max = 100)
        String clusterDomain,
    @Nullable @Pattern("^[a-z]([-a-z0-9]*[a-z0-9])?$") @Size(max = 40) String memberNamePrefix,
    @Default("false") boolean paused,
    @Default("false") boolean hibernate,
    @Default("false") boolean deletionProtection,
    @Default("Retain") ReclaimPolicy reclaimPolicy,
    @Default("10m") @Pattern(Durations.PATTERN) @Size(max = 32) String progressDeadline,
    @Default("{}") StorageSpec storage,
    @Default("{}") OptionsSpec options,
    @Size(max = 32) Map<String, Boolean> featureGates,
    @Default("{}") TlsSpec tls,
    @Default(EtcdClusterSpec.RESOURCES) ResourceRequirements resources,
    @Default("{}") SchedulingSpec scheduling,
    @Default("{}") PodTemplateSpec podTemplate,
    @Default("{}") ProbesSpec probes,
    @Default("{}") ServicesSpec services,
    @Default("{}") DisruptionSpec disruption,
    @Default("{}") NetworkPolicySpec networkPolicy,
    @Default("{}") MonitoringSpec monitoring,
    @Default("{}") RepairSpec repair,
    @Default("{}") UpgradeSpec upgrade,
    @Default("{}") UnsafeSpec unsafe) {
  /** Puts the schema's default wherever nothing is given. */
  public EtcdClusterSpec {
    replicas = Given.or(replicas, 3);
    version = Given.or(version, "");
    image = Given.or(image, ImageSpec.empty());
    reclaimPolicy = Given.or(reclaimPolicy, ReclaimPolicy.RETAIN);
    progressDeadline = Given.or(progressDeadline, "10m");
    storage = Given.or(storage, StorageSpec.defaults());
    options = Given.or(options, OptionsSpec.defaults());
    featureGates = Given.map(featureGates);
    tls = Given.or(tls, TlsSpec.off());
    resources = resources == null ? defaultResources() : resources;
    scheduling = Given.or(scheduling, SchedulingSpec.defaults());
    podTemplate = Given.or(podTemplate, PodTemplateSpec.defaults());
    probes = Given.or(probes, ProbesSpec.defaults());
    services = Given.or(services, ServicesSpec.defaults());
    disruption = Given.or(disruption, DisruptionSpec.defaults());
    networkPolicy = Given.or(networkPolicy, NetworkPolicySpec.off());
    monitoring = Given.or(monitoring, MonitoringSpec.off());
    repair = Given.or(repair, RepairSpec.defaults());
    upgrade = Given.or(upgrade, UpgradeSpec.defaults());
    unsafe = Given.or(unsafe, UnsafeSpec.none());
  }

  static final String RESOURCES =
      "{\"requests\": {\"cpu\": \"250m\", \"memory\": \"512Mi\"},"
          + " \"limits\": {\"memory\": \"2Gi\"}}";

  private static ResourceRequirements defaultResources() {
    return new ResourceRequirementsBuilder()
        .addToRequests("cpu", new Quantity("250m"))
        .addToRequests("memory", new Quantity("512Mi"))
        .addToLimits("memory", new Quantity("2Gi"))
        .build();
  }

  /** All defaults, and no version. */
  public static EtcdClusterSpec empty() {
    return new EtcdClusterSpec(
        3,
        "",
        ImageSpec.empty(),
        null,
        null,
        false,
        false,
        false,
        ReclaimPolicy.RETAIN,
        "10m",
        StorageSpec.defaults(),
        OptionsSpec.defaults(),
        Map.of(),
        TlsSpec.off(),
        defaultResources(),
        SchedulingSpec.defaults(),
        PodTemplateSpec.defaults(),
        ProbesSpec.defaults(),
        ServicesSpec.defaults(),
        DisruptionSpec.defaults(),
        NetworkPolicySpec.off(),
        MonitoringSpec.off(),
        RepairSpec.defaults(),
        UpgradeSpec.defaults(),
        UnsafeSpec.none());
  }
}
