package io.keelson.operator.resource;

import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every name, label and address that the operator gives, in one place. */
public final class Names {
  /** Of the server's container. */
  public static final String CONTAINER = "etcd";

  /** Of the init container that guards the volume. */
  public static final String MARKER_CONTAINER = "marker";

  /** Of the init container that brings restored data onto the volume. */
  public static final String RESTORE_CONTAINER = "restore";

  /** Where clients connect. */
  public static final int CLIENT_PORT = 2379;

  /** Where members connect. */
  public static final int PEER_PORT = 2380;

  /** Metrics and health without TLS. */
  public static final int METRICS_PORT = 2381;

  /** What manages an object, and how it is found. */
  public static final String MANAGED_BY_LABEL = "app.kubernetes.io/managed-by";

  public static final String MANAGED_BY = "keelson-operator";

  /** The name of the cluster, on everything that belongs to it. */
  public static final String CLUSTER_LABEL = "etcd.keelson.dev/cluster";

  /** The name of the member. */
  public static final String MEMBER_LABEL = "etcd.keelson.dev/member";

  /** The ordinal of the member. */
  public static final String SLOT_LABEL = "etcd.keelson.dev/slot";

  /** The counter that tells the volumes of one slot apart. */
  public static final String INCARNATION_LABEL = "etcd.keelson.dev/incarnation";

  /** {@link #VOTER} or {@link #LEARNER}. */
  public static final String ROLE_LABEL = "etcd.keelson.dev/role";

  public static final String VOTER = "voter";
  public static final String LEARNER = "learner";

  /** On a claim: its volume is kept in case a restore is undone, and no member may use it. */
  public static final String QUARANTINE = "quarantine";

  /** On a claim in quarantine: the restore that put it there. */
  public static final String RESTORE_LABEL = "etcd.keelson.dev/restore";

  /** On a claim in quarantine: who the member was, in hexadecimal digits. */
  public static final String MEMBER_ID_ANNOTATION = "etcd.keelson.dev/member-id";

  /** On a claim in quarantine: its server may still run, on a node that did not answer. */
  public static final String SILENT_ANNOTATION = "etcd.keelson.dev/silent-node";

  /** On a record: the number of the cluster's identity that it came under, if that is not 1. */
  public static final String IDENTITY_LABEL = "etcd.keelson.dev/cluster-incarnation";

  /** No pod has this: a service that selects it as well has no endpoints. */
  public static final String FENCED_LABEL = "etcd.keelson.dev/fenced";

  /** What of the specification a pod was made from; see {@link MemberPod#specHash}. */
  public static final String SPEC_HASH_ANNOTATION = "etcd.keelson.dev/spec-hash";

  /** The version that a pod was made for. */
  public static final String VERSION_ANNOTATION = "etcd.keelson.dev/version";

  /** The UID of the cluster that a volume belongs to. */
  public static final String CLUSTER_UID_ANNOTATION = "etcd.keelson.dev/cluster-uid";

  /** When a claim that no member uses any more may be deleted. */
  public static final String RETAIN_UNTIL_ANNOTATION = "etcd.keelson.dev/retain-until";

  /** Taken by every operator pod; network policies let it in. */
  public static final String OPERATOR_NAME = "keelson-operator";

  private static final String NAME_LABEL = "app.kubernetes.io/name";
  private static final String INSTANCE_LABEL = "app.kubernetes.io/instance";
  private static final String COMPONENT_LABEL = "app.kubernetes.io/component";

  private Names() {}

  /** What the members' names begin with. */
  public static String prefix(EtcdCluster cluster) {
    String given = cluster.getSpec().memberNamePrefix();
    return given == null ? name(cluster) : given;
  }

  /** The name of a member and of its pod. */
  public static String member(EtcdCluster cluster, int slot) {
    return prefix(cluster) + "-" + slot;
  }

  /** The name of a member's volume claim. */
  public static String claim(String member, int incarnation) {
    return "data-" + member + "-" + incarnation;
  }

  /** The name of a member's volume claim. */
  public static String claim(EtcdMember member) {
    return claim(member.getSpec().memberName(), member.getSpec().incarnation());
  }

  /** The headless service that gives members their addresses. */
  public static String peerService(EtcdCluster cluster) {
    return name(cluster) + "-peer";
  }

  /** The service for clients. */
  public static String clientService(EtcdCluster cluster) {
    return name(cluster) + "-client";
  }

  /** The secret of the authority that the operator made. */
  public static String authoritySecret(EtcdCluster cluster) {
    return name(cluster) + "-ca";
  }

  /** The secret that members show to clients: the user's, or one that is made. */
  public static String serverSecret(EtcdCluster cluster) {
    var client = cluster.getSpec().tls().client();
    return client == null
        ? made(cluster, "server", null)
        : made(cluster, "server", client.secretRef());
  }

  /** The secret that members show to each other: the user's, or one that is made. */
  public static String peerSecret(EtcdCluster cluster) {
    var peer = cluster.getSpec().tls().effectivePeer();
    return peer == null ? made(cluster, "peer", null) : made(cluster, "peer", peer.secretRef());
  }

  /**
   * The secret that the operator shows to members: the user's, or one that is made; a user who
   * brings the members' alone has their certificate serve for both.
   */
  public static String operatorSecret(EtcdCluster cluster) {
    var client = cluster.getSpec().tls().client();
    if (client == null) {
      return made(cluster, "operator", null);
    }
    String given = client.operatorSecretRef();
    return made(cluster, "operator", given == null ? client.secretRef() : given);
  }

  /** The secret that users may take for their clients. */
  public static String clientSecret(EtcdCluster cluster) {
    return made(cluster, "client", null);
  }

  private static String made(EtcdCluster cluster, String use, @Nullable String given) {
    return given == null ? name(cluster) + "-" + use + "-tls" : given;
  }

  /** Of the object itself, and of what there is one of in a cluster: budget, policy, rules. */
  public static String name(EtcdCluster cluster) {
    return cluster.getMetadata().getName();
  }

  public static String namespace(EtcdCluster cluster) {
    return cluster.getMetadata().getNamespace();
  }

  /** What finds a cluster's pods. */
  public static Map<String, String> selector(EtcdCluster cluster) {
    return Map.of(CLUSTER_LABEL, name(cluster));
  }

  /** What finds the pods of a cluster's voters. */
  public static Map<String, String> voterSelector(EtcdCluster cluster) {
    Map<String, String> labels = new TreeMap<>(selector(cluster));
    labels.put(ROLE_LABEL, VOTER);
    return Collections.unmodifiableMap(labels);
  }

  /** The same as text, as the scale subresource wants it. */
  public static String selectorText(EtcdCluster cluster) {
    return CLUSTER_LABEL + "=" + name(cluster);
  }

  /** Of everything that belongs to a cluster. */
  public static Map<String, String> labels(EtcdCluster cluster, String component) {
    Map<String, String> labels = new TreeMap<>();
    labels.put(NAME_LABEL, "etcd");
    labels.put(INSTANCE_LABEL, name(cluster));
    labels.put(MANAGED_BY_LABEL, MANAGED_BY);
    labels.put(COMPONENT_LABEL, component);
    labels.put(CLUSTER_LABEL, name(cluster));
    return Collections.unmodifiableMap(labels);
  }

  /** Of a member, its pod and its volume. */
  public static Map<String, String> memberLabels(EtcdCluster cluster, String member, int slot) {
    Map<String, String> labels = new TreeMap<>(labels(cluster, "member"));
    labels.put(MEMBER_LABEL, member);
    labels.put(SLOT_LABEL, Integer.toString(slot));
    return Collections.unmodifiableMap(labels);
  }

  /** The domain below which members have their names. */
  public static String peerDomain(EtcdCluster cluster, String clusterDomain) {
    return peerService(cluster) + "." + namespace(cluster) + ".svc." + clusterDomain;
  }

  /** Where a member is reached by members. */
  public static String peerUrl(EtcdCluster cluster, String member, String clusterDomain) {
    boolean isSecure = cluster.getSpec().tls().effectivePeer() != null;
    return url(isSecure, member + "." + peerDomain(cluster, clusterDomain), PEER_PORT);
  }

  /** Where a member is reached by clients. */
  public static String clientUrl(EtcdCluster cluster, String member, String clusterDomain) {
    boolean isSecure = cluster.getSpec().tls().client() != null;
    return url(isSecure, member + "." + peerDomain(cluster, clusterDomain), CLIENT_PORT);
  }

  /** Where clients reach the cluster. */
  public static String serviceUrl(EtcdCluster cluster, String clusterDomain) {
    boolean isSecure = cluster.getSpec().tls().client() != null;
    String host = clientService(cluster) + "." + namespace(cluster) + ".svc." + clusterDomain;
    return url(isSecure, host, cluster.getSpec().services().client().ports().client());
  }

  private static String url(boolean isSecure, String host, int port) {
    return (isSecure ? "https://" : "http://") + host + ":" + port;
  }
}
