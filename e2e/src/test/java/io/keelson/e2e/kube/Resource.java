package io.keelson.e2e.kube;

/** Kinds of namespaced objects that tests write and watch. */
public enum Resource {
  CONFIG_MAPS("/api/v1", "configmaps"),
  DEPLOYMENTS("/apis/apps/v1", "deployments"),
  REPLICA_SETS("/apis/apps/v1", "replicasets"),
  PODS("/api/v1", "pods");

  private final String group;
  private final String plural;

  Resource(String group, String plural) {
    this.group = group;
    this.plural = plural;
  }

  /** Where the API server has those of a namespace. */
  public String path(String namespace) {
    return group + "/namespaces/" + namespace + "/" + plural;
  }

  /** Where it keeps them in its storage; the rest of a key is the name. */
  public String prefix(String namespace) {
    return "/registry/" + plural + "/" + namespace + "/";
  }
}
