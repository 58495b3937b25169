package io.keelson.operator.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** Backups of one cluster or of many, again and again. */
@Group(EtcdCluster.GROUP)
@Version(EtcdCluster.VERSION)
@Kind("EtcdBackupSchedule")
@ShortNames("ebs")
@AdditionalPrinterColumn(name = "Cluster", jsonPath = ".status.cluster")
@AdditionalPrinterColumn(name = "Schedule", jsonPath = ".spec.schedule")
@AdditionalPrinterColumn(
    name = "Suspended",
    jsonPath = ".spec.suspend",
    type = AdditionalPrinterColumn.Type.BOOLEAN)
@AdditionalPrinterColumn(
    name = "Last success",
    jsonPath = ".status.lastSuccessfulTime",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Verified",
    jsonPath = ".status.lastVerifiedTime",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Next", jsonPath = ".status.nextScheduleTime")
@AdditionalPrinterColumn(
    name = "Healthy",
    jsonPath = ".status.conditions[?(@.type==\"Healthy\")].status",
    priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
    value =
        "self.metadata.name.size() <= 63 && "
            + "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
    message =
        "metadata.name must have at most 63 characters, all of a-z, 0-9 and '-', and begin and "
            + "end with a letter or digit: backups get names and labels made from it")
public final class EtcdBackupSchedule
    extends CustomResource<EtcdBackupScheduleSpec, EtcdBackupScheduleStatus> implements Namespaced {

  // A patch that is made from a fresh object, as for a status, must not name a specification.
  @Override
  protected @Nullable EtcdBackupScheduleSpec initSpec() {
    return null;
  }

  /** The status, empty where none was written yet: a fresh object has none at all. */
  public EtcdBackupScheduleStatus statusOrEmpty() {
    return getStatus() == null ? EtcdBackupScheduleStatus.empty() : getStatus();
  }

  // Without this, a fresh object would carry an empty status, and a patch would claim its fields.
  @Override
  protected @Nullable EtcdBackupScheduleStatus initStatus() {
    return null;
  }
}
