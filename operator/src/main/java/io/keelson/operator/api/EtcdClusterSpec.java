package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a user wants of a cluster. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.replicas % 2 == 1 || self.unsafe.allowEvenReplicas",
    message =
        "replicas must be odd (1, 3, 5, 7 or 9): one more than an odd number survives no "
            + "more failures; set unsafe.allowEvenReplicas to allow it")
@ValidationRule(
    value = "!self.hibernate || self.replicas >= oldSelf.replicas",
    message = "replicas may not shrink while hibernate is true: set hibernate to false first")
@ValidationRule(
    value = "self.version.matches('^[0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,4}$')",
    message = "version must be three numbers with dots, as in 3.6.14")
@ValidationRule(
    value =
        "self.unsafe.allowVersionSkip || self.version.split('.')[0] == "
            + "oldSelf.version.split('.')[0] && int(self.version.split('.')[1]) <= "
            + "int(oldSelf.version.split('.')[1]) + 1",
    message =
        "version may go to another patch of the same minor version or to the next minor "
            + "version: upgrade one minor version at a time")
@ValidationRule(
    value =
        "self.unsafe.allowVersionSkip || int(self.version.split('.')[1]) >= "
            + "int(oldSelf.version.split('.')[1]) || self.upgrade.allowDowngrade && "
            + "int(self.version.split('.')[1]) + 1 == int(oldSelf.version.split('.')[1])",
    message =
        "version may go back by one minor version only, and only with "
            + "upgrade.allowDowngrade: true")
@ValidationRule(
    value =
        "!oldSelf.version.startsWith('3.5.') || !self.version.startsWith('3.6.') || "
            + "int(oldSelf.version.split('.')[2]) >= 26",
    message =
        "version may go from 3.5 to 3.6 only from 3.5.26 on: upgrade to the newest 3.5 "
            + "first, older ones can lose membership changes")
@ValidationRule(
    value =
        "has(self.clusterDomain) ? has(oldSelf.clusterDomain) && self.clusterDomain == "
            + "oldSelf.clusterDomain : !has(oldSelf.clusterDomain)",
    message = "clusterDomain is immutable, set or not: it is part of every member's address")
@ValidationRule(
    value =
        "!has(self.clusterDomain) || "
            + "self.clusterDomain.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$')",
    message = "clusterDomain must be a DNS name, as in cluster.local")
@ValidationRule(
    value =
        "has(self.memberNamePrefix) ? has(oldSelf.memberNamePrefix) && "
            + "self.memberNamePrefix == oldSelf.memberNamePrefix : "
            + "!has(oldSelf.memberNamePrefix)",
    message =
        "memberNamePrefix is immutable, set or not: members and their volumes are named " + "by it")
@ValidationRule(
    value =
        "!has(self.memberNamePrefix) || "
            + "self.memberNamePrefix.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
    message =
        "memberNamePrefix must consist of a-z, 0-9 and '-', begin with a letter and not "
            + "end with '-'")
@ValidationRule(
    value = "self.storage.medium != 'Memory' || !self.hibernate",
    message = "hibernate needs storage.medium Disk: with Memory the data dies with the pods")
@ValidationRule(
    value = "self.storage.medium != 'Memory' || self.replicas >= 3",
    message = "storage.medium Memory needs at least 3 replicas: one restart would lose all data")
@ValidationRule(
    value =
        "self.storage.medium != 'Memory' || has(self.resources.limits) && 'memory' in "
            + "self.resources.limits && "
            + "quantity(string(self.storage.size)).compareTo(quantity(string(self.resources.limits['memory'])))"
            + " < 0",
    message =
        "storage.medium Memory needs storage.size below resources.limits.memory: the data"
            + " counts as memory of the pod")
@ValidationRule(
    value = "self.reclaimPolicy != 'BackupThenDelete' || has(self.backup.target)",
    message =
        "reclaimPolicy BackupThenDelete needs spec.backup.target: that is where the last backup"
            + " is kept")
@ValidationRule(
    value =
        "!has(self.options.quotaBackendBytes) || "
            + "quantity(string(self.options.quotaBackendBytes)).asApproximateFloat() <= 0.9 * "
            + "quantity(string(self.storage.size)).asApproximateFloat()",
    message =
        "options.quotaBackendBytes must be at most 0.9 of storage.size: the log and "
            + "snapshots need room beside the database")
@ValidationRule(
    value =
        "has(self.bootstrap) == has(oldSelf.bootstrap) && (!has(self.bootstrap) || self.bootstrap == oldSelf.bootstrap)",
    message =
        "bootstrap is immutable, set or not: it says how the cluster began; make an EtcdRestore "
            + "of mode InPlace to replace its data")
@ValidationRule(
    value =
        "!has(self.featureGates) || self.featureGates.all(k, "
            + "k.matches('^[A-Za-z][A-Za-z0-9]*$') && k.size() <= 64)",
    message = "featureGates must have names of letters and digits only")
public record EtcdClusterSpec(
    @Default("3") @Min(1) @Max(9) @SpecReplicas Integer replicas,
    @Required @Size(max = 12) @SelectableField String version,
    @Default("{}") ImageSpec image,
    @Nullable @Size(max = 100) String clusterDomain,
    @Nullable @Size(max = 40) String memberNamePrefix,
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
    @Nullable BootstrapSpec bootstrap,
    @Default("{}") ClusterBackupSpec backup,
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
    backup = Given.or(backup, ClusterBackupSpec.none());
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
        null,
        ClusterBackupSpec.none(),
        UnsafeSpec.none());
  }
}
