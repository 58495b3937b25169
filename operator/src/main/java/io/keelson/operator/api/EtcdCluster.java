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

/** A cluster of etcd members. */
@Group(EtcdCluster.GROUP)
@Version(EtcdCluster.VERSION)
@Kind("EtcdCluster")
@ShortNames("ec")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.ready")
@AdditionalPrinterColumn(name = "Version", jsonPath = ".status.version")
@AdditionalPrinterColumn(name = "Leader", jsonPath = ".status.leader.member")
@AdditionalPrinterColumn(name = "DB", jsonPath = ".status.dbSize")
@AdditionalPrinterColumn(
    name = "Available",
    jsonPath = ".status.conditions[?(@.type==\"Available\")].status")
@AdditionalPrinterColumn(name = "Quota", jsonPath = ".status.quota", priority = 1)
@AdditionalPrinterColumn(
    name = "Degraded",
    jsonPath = ".status.conditions[?(@.type==\"Degraded\")].status",
    priority = 1)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Progressing\")].message",
    priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
    value =
        "self.metadata.name.size() <= 40 && "
            + "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
    message =
        "metadata.name must have at most 40 characters, all of a-z, 0-9 and '-', begin "
            + "with a letter and not end with '-': pods and services get names made from it")
public final class EtcdCluster extends CustomResource<EtcdClusterSpec, EtcdClusterStatus>
    implements Namespaced {
  /** The API group of all kinds. */
  public static final String GROUP = "etcd.keelson.dev";

  /** The API version of all kinds. */
  public static final String VERSION = "v1alpha1";

  /** The longest name, so that every name made from it fits. */
  public static final int NAME_MAX = 40;

  // A patch that is made from a fresh object, as for a finalizer, must not name a specification.
  @Override
  protected @Nullable EtcdClusterSpec initSpec() {
    return null;
  }

  /** The status, empty where none was written yet: a fresh object has none at all. */
  public EtcdClusterStatus statusOrEmpty() {
    return getStatus() == null ? EtcdClusterStatus.empty() : getStatus();
  }

  // Without this, a fresh object would carry an empty status, and a patch would claim its fields.
  @Override
  protected @Nullable EtcdClusterStatus initStatus() {
    return null;
  }
}
