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

/** One restore, into a new cluster, in place of one, or on trial. */
@Group(EtcdCluster.GROUP)
@Version(EtcdCluster.VERSION)
@Kind("EtcdRestore")
@ShortNames("er")
@AdditionalPrinterColumn(name = "Cluster", jsonPath = ".spec.clusterName")
@AdditionalPrinterColumn(name = "Source", jsonPath = ".status.source")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Revision", jsonPath = ".status.restoredRevision")
@AdditionalPrinterColumn(name = "Loss", jsonPath = ".status.loss")
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.message", priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
    value =
        "self.metadata.name.size() <= 48 && "
            + "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
    message =
        "metadata.name must have at most 48 characters, all of a-z, 0-9 and '-', and begin and "
            + "end with a letter or digit: jobs get names made from it")
@ValidationRule(
    value = "self.spec == oldSelf.spec",
    message = "spec is immutable: make another EtcdRestore instead")
public final class EtcdRestore extends CustomResource<EtcdRestoreSpec, EtcdRestoreStatus>
    implements Namespaced {

  // A patch that is made from a fresh object, as for a finalizer, must not name a specification.
  @Override
  protected @Nullable EtcdRestoreSpec initSpec() {
    return null;
  }

  /** The status, empty where none was written yet: a fresh object has none at all. */
  public EtcdRestoreStatus statusOrEmpty() {
    return getStatus() == null ? EtcdRestoreStatus.empty() : getStatus();
  }

  // Without this, a fresh object would carry an empty status, and a patch would claim its fields.
  @Override
  protected @Nullable EtcdRestoreStatus initStatus() {
    return null;
  }
}
