package io.keelson.operator.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** One member of a cluster; the operator's own notes, users only read it. */
@Group(EtcdCluster.GROUP)
@Version(EtcdCluster.VERSION)
@Kind("EtcdMember")
@ShortNames("em")
@AdditionalPrinterColumn(name = "Cluster", jsonPath = ".spec.clusterName")
@AdditionalPrinterColumn(
    name = "Slot",
    jsonPath = ".spec.slot",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "ID", jsonPath = ".status.memberID")
@AdditionalPrinterColumn(name = "Role", jsonPath = ".spec.role")
@AdditionalPrinterColumn(name = "Volume", jsonPath = ".status.pvcName", priority = 1)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.message", priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public final class EtcdMember extends CustomResource<EtcdMemberSpec, EtcdMemberStatus>
    implements Namespaced {

  /** The status, empty where none was written yet: a fresh object has none at all. */
  public EtcdMemberStatus statusOrEmpty() {
    return getStatus() == null ? EtcdMemberStatus.empty() : getStatus();
  }

  // Without this, a fresh object would carry an empty status, and a patch would claim its fields.
  @Override
  protected @Nullable EtcdMemberStatus initStatus() {
    return null;
  }
}
