package io.keelson.node.main;

import io.keelson.node.config.BadValueException;
import io.keelson.node.config.BootstrapRules;
import io.keelson.node.config.ClusterState;
import io.keelson.node.config.DiscoveryConfig;
import io.keelson.node.config.EtcdUrl;
import io.keelson.node.config.HostResolver;
import io.keelson.node.config.InitialCluster;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.config.Versions;
import io.keelson.node.link.PeerCalls;
import io.keelson.node.log.Logger;
import io.keelson.node.members.Member;
import io.keelson.node.members.MinorVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;

/** The beginning of a member as its configuration says: alone, with others, or among others. */
final class ConfiguredBootstrap implements Bootstrap {
  private static final Duration BOOTSTRAPPED_TIMEOUT = Duration.ofSeconds(1);

  private final ServerConfig config;
  private final Surroundings surroundings;
  private final Logger log;

  /**
   * Whom to ask.
   *
   * @param hosts finds addresses of names
   * @param services finds members in DNS
   * @param calls the way to other members' pages
   */
  record Surroundings(HostResolver hosts, SrvResolver services, PeerCalls calls) {}

  ConfiguredBootstrap(ServerConfig config, Surroundings surroundings, Logger log) {
    this.config = config;
    this.surroundings = surroundings;
    this.log = log;
  }

  @Override
  public Founding founding() throws StartException {
    BootstrapRules rules = new BootstrapRules(config, surroundings.hosts());
    try {
      InitialCluster cluster = cluster(rules);
      JoinFlow flow = flow(rules);
      if (config.cluster().state() == ClusterState.EXISTING) {
        rules.checkJoining(cluster);
        return flow.join(cluster);
      }
      rules.checkNew(cluster);
      return found(cluster, flow);
    } catch (BadValueException e) {
      throw new StartException(e.text(), e);
    }
  }

  @Override
  public List<String> otherPeerUrls() throws StartException {
    try {
      InitialCluster cluster = cluster(new BootstrapRules(config, surroundings.hosts()));
      return cluster.members().entrySet().stream()
          .filter(entry -> !entry.getKey().equals(config.member().name()))
          .flatMap(entry -> EtcdUrl.texts(entry.getValue()).stream())
          .toList();
    } catch (BadValueException e) {
      throw new StartException(e.text(), e);
    }
  }

  private InitialCluster cluster(BootstrapRules rules) throws BadValueException {
    DiscoveryConfig discovery = config.cluster().discovery();
    if (!discovery.isThroughDns()) {
      return rules.initialCluster();
    }
    SrvDiscovery.Query query =
        new SrvDiscovery.Query(
            discovery.srvDomain(),
            discovery.srvName(),
            config.member().name(),
            config.listen().advertisePeerUrls());
    return new SrvDiscovery(query, surroundings.services(), surroundings.hosts(), log).discover();
  }

  private JoinFlow flow(BootstrapRules rules) {
    MinorVersion newest =
        Objects.requireNonNull(
            MinorVersion.parse(Versions.cluster(config.cluster().maxClusterVersion())));
    return new JoinFlow(
        new MemberPages(surroundings.calls(), log),
        rules,
        new JoinFlow.Settings(
            config.member().name(),
            newest,
            config.cluster().maxLearners(),
            config.raft().requestTimeout()),
        log);
  }

  private Founding found(InitialCluster cluster, JoinFlow flow) throws StartException {
    String token = config.cluster().token();
    SortedMap<String, Long> ids = cluster.memberIds(token);
    long self = Objects.requireNonNull(ids.get(config.member().name()));
    if (flow.isBootstrapped(cluster, self, BOOTSTRAPPED_TIMEOUT)) {
      throw new StartException(
          "member " + Long.toHexString(self) + " has already been bootstrapped");
    }
    List<Member> founders = new ArrayList<>();
    for (Map.Entry<String, List<EtcdUrl>> entry : cluster.members().entrySet()) {
      long id = Objects.requireNonNull(ids.get(entry.getKey()));
      List<String> urls = EtcdUrl.texts(entry.getValue());
      founders.add(new Member(id, entry.getKey(), urls, List.of(), false));
    }
    Member own = founders.stream().filter(member -> member.id() == self).findFirst().orElseThrow();
    List<Member> others = founders.stream().filter(member -> member.id() != self).toList();
    return new Founding(cluster.clusterId(token), own, founders, others);
  }
}
