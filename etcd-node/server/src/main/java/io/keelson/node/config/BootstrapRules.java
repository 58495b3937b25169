package io.keelson.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether the initial cluster fits this member. To be asked only when the member has no data yet:
 * afterwards the initial cluster is ignored, however wrong it is.
 */
public final class BootstrapRules {
  private final ServerConfig config;
  private final HostResolver resolver;

  public BootstrapRules(ServerConfig config, HostResolver resolver) {
    this.config = config;
    this.resolver = resolver;
  }

  /**
   * The members as configured: the initial cluster, or this member alone when others are to be
   * discovered.
   */
  public InitialCluster initialCluster() throws BadValueException {
    if (config.cluster().discovery().isThroughCluster()) {
      return InitialCluster.of(config.member().name(), config.listen().advertisePeerUrls());
    }
    try {
      return InitialCluster.parse(config.cluster().initialCluster());
    } catch (BadValueException e) {
      throw new BadValueException("error setting up initial cluster: " + e.text());
    }
  }

  /** Checks a member that is about to found a cluster. */
  public void checkNew(InitialCluster cluster) throws BadValueException {
    checkLocal(cluster);
    checkAdvertised(cluster);
    checkUnique(cluster);
  }

  /** Checks a member that is about to join one. */
  public void checkJoining(InitialCluster cluster) throws BadValueException {
    checkLocal(cluster);
    checkUnique(cluster);
    if (config.cluster().discovery().isThroughCluster()) {
      throw new BadValueException(
          "discovery URL should not be set when joining existing initial cluster");
    }
  }

  /** Hints that upstream logs after a mismatch between initial cluster and advertised URLs. */
  public List<Notice> hints() {
    List<Notice> hints = new ArrayList<>();
    List<EtcdUrl> advertised = config.listen().advertisePeerUrls();
    boolean isOwn =
        config
            .cluster()
            .initialCluster()
            .equals(InitialCluster.textOf(config.member().name(), advertised));
    if (isOwn) {
      hints.add(Notice.warn("forgot to set --initial-cluster?"));
    }
    if (EtcdUrl.join(advertised).equals(MemberFlags.DEFAULT_PEER_URL)) {
      hints.add(Notice.warn("forgot to set --initial-advertise-peer-urls?"));
    }
    if (isOwn && !config.cluster().discovery().isThroughCluster()) {
      hints.add(
          Notice.warn(
              "V3 discovery settings (i.e., --discovery-token, --discovery-endpoints) are not"
                  + " set"));
    }
    return hints;
  }

  private void checkLocal(InitialCluster cluster) throws BadValueException {
    String name = config.member().name();
    if (!cluster.members().containsKey(name)) {
      throw new BadValueException(
          "couldn't find local name "
              + GoQuote.quote(name)
              + " in the initial cluster configuration");
    }
  }

  private static void checkUnique(InitialCluster cluster) throws BadValueException {
    if (cluster.hasDuplicateUrl()) {
      throw new BadValueException("initial cluster " + cluster + " has duplicate url");
    }
  }

  private void checkAdvertised(InitialCluster cluster) throws BadValueException {
    String name = config.member().name();
    List<EtcdUrl> advertised = EtcdUrl.sorted(config.listen().advertisePeerUrls());
    List<EtcdUrl> initial = cluster.members().getOrDefault(name, List.of());
    Optional<String> difference = difference(advertised, initial);
    if (difference.isEmpty()) {
      return;
    }
    String advertisedText = EtcdUrl.join(advertised);
    List<EtcdUrl> unadvertised = new ArrayList<>(initial);
    unadvertised.removeAll(advertised);
    if (!unadvertised.isEmpty()) {
      throw new BadValueException(
          "--initial-cluster has %s but missing from --initial-advertise-peer-urls=%s (%s)"
              .formatted(
                  InitialCluster.textOf(name, unadvertised), advertisedText, difference.get()));
    }
    List<EtcdUrl> unlisted = new ArrayList<>(advertised);
    unlisted.removeAll(initial);
    InitialCluster own = InitialCluster.of(name, advertised);
    if (!unlisted.isEmpty()) {
      throw new BadValueException(
          "--initial-advertise-peer-urls has %s but missing from --initial-cluster=%s"
              .formatted(EtcdUrl.join(unlisted), own));
    }
    throw new BadValueException(
        "failed to resolve %s to match --initial-cluster=%s (%s)"
            .formatted(advertisedText, own, difference.get()));
  }

  /** A refusal of what is configured for what was found. */
  public static BadValueException mismatch(String text) {
    return new BadValueException(text);
  }

  /** Why two sorted lists of URLs do not mean the same addresses; empty if they do. */
  public Optional<String> difference(List<EtcdUrl> left, List<EtcdUrl> right) {
    if (left.size() != right.size()) {
      return Optional.of("len(%s) != len(%s)".formatted(quoted(left), quoted(right)));
    }
    if (normalized(left).equals(normalized(right))) {
      return Optional.empty();
    }
    List<EtcdUrl> resolved = new ArrayList<>();
    for (List<EtcdUrl> side : List.of(left, right)) {
      for (EtcdUrl url : side) {
        Optional<EtcdUrl> found = resolved(url);
        if (found.isEmpty()) {
          return Optional.of(
              "failed to resolve %s (lookup %s: no such host)"
                  .formatted(GoQuote.quote(url.text()), url.hostname()));
        }
        resolved.add(found.get());
      }
    }
    List<EtcdUrl> ours = EtcdUrl.sorted(resolved.subList(0, left.size()));
    List<EtcdUrl> theirs = EtcdUrl.sorted(resolved.subList(left.size(), resolved.size()));
    for (int i = 0; i < ours.size(); i++) {
      if (!normalized(ours.get(i)).equals(normalized(theirs.get(i)))) {
        return Optional.of(
            "resolved urls: %s != %s"
                .formatted(GoQuote.quote(ours.get(i).text()), GoQuote.quote(theirs.get(i).text())));
      }
    }
    return Optional.empty();
  }

  private Optional<EtcdUrl> resolved(EtcdUrl url) {
    String host = url.hostname();
    if (url.isUnix() || host.equals("localhost") || IpLiteral.canonical(host).isPresent()) {
      return Optional.of(url);
    }
    return resolver
        .resolve(host)
        .map(ip -> url.withHost((ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + url.port()));
  }

  private static List<String> normalized(List<EtcdUrl> urls) {
    return urls.stream().map(BootstrapRules::normalized).toList();
  }

  private static String normalized(EtcdUrl url) {
    String host = IpLiteral.canonical(url.hostname()).orElse(url.hostname());
    return url.scheme() + "|" + host + "|" + url.port() + "|" + url.path();
  }

  private static String quoted(List<EtcdUrl> urls) {
    return urls.stream()
        .map(url -> GoQuote.quote(url.text()))
        .collect(Collectors.joining(" ", "[", "]"));
  }
}
