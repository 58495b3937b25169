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

/** One backup of a cluster. */
@Group(EtcdCluster.GROUP)
@Version(EtcdCluster.VERSION)
@Kind("EtcdBackup")
@ShortNames("eb")
@AdditionalPrinterColumn(name = "Cluster", jsonPath = ".spec.clusterRef.name")
@AdditionalPrinterColumn(name = "Type", jsonPath = ".spec.type")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Revision", jsonPath = ".status.revision")
@AdditionalPrinterColumn(name = "Size", jsonPath = ".status.sizeText")
@AdditionalPrinterColumn(
    name = "Verified",
    jsonPath = ".status.conditions[?(@.type==\"Verified\")].status")
@AdditionalPrinterColumn(
    name = "Taken",
    jsonPath = ".status.snapshotTime",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "RTO",
    jsonPath = ".status.verification.restoreSeconds",
    type = AdditionalPrinterColumn.Type.NUMBER)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.message", priority = 1)
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
            + "end with a letter or digit: jobs get names made from it")
@ValidationRule(
    value = "self.spec == oldSelf.spec",
    message = "spec is immutable: make another EtcdBackup instead")
public final class EtcdBackup extends CustomResource<EtcdBackupSpec, EtcdBackupStatus>
    implements Namespaced {
  /** The longest name. */
  public static final int NAME_MAX = 63;

  /**
   * Asks for another verification of a complete backup: a time in RFC 3339 and, after a space,
   * maybe a level.
   */
  public static final String VERIFY_ANNOTATION = EtcdCluster.GROUP + "/verify-requested";

  // A patch that is made from a fresh object, as for a finalizer, must not name a specification.
  @Override
  protected @Nullable EtcdBackupSpec initSpec() {
    return null;
  }

  /** The status, empty where none was written yet: a fresh object has none at all. */
  public EtcdBackupStatus statusOrEmpty() {
    return getStatus() == null ? EtcdBackupStatus.empty() : getStatus();
  }

  // Without this, a fresh object would carry an empty status, and a patch would claim its fields.
  @Override
  protected @Nullable EtcdBackupStatus initStatus() {
    return null;
  }
}
