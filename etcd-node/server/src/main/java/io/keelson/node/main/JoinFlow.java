package io.keelson.node.main;

import io.keelson.node.config.BadValueException;
import io.keelson.node.config.BootstrapRules;
import io.keelson.node.config.EtcdUrl;
import io.keelson.node.config.InitialCluster;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.Member;
import io.keelson.node.members.MinorVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a member that joins a running cluster: asks the others who is in it, matches
 * them with the configured members by their URLs, and takes over the ids.
 */
final class JoinFlow {
  private static final Duration MEMBERS_TIMEOUT = Duration.ofSeconds(10);

  private final MemberPages pages;
  private final BootstrapRules rules;
  private final Settings settings;
  private final Logger log;

  /**
   * What the member brings along.
   *
   * @param name its name in the initial cluster
   * @param newest highest cluster version that it can serve
   * @param learnersMax learners allowed at a time
   * @param timeout for a request to one URL
   */
  record Settings(String name, MinorVersion newest, int learnersMax, Duration timeout) {}

  JoinFlow(MemberPages pages, BootstrapRules rules, Settings settings, Logger log) {
    this.pages = pages;
    this.rules = rules;
    this.settings = settings;
    this.log = log;
  }

  /** Who this member is in the cluster that runs; waits for answers. */
  Founding join(InitialCluster configured) throws StartException {
    @Nullable RemoteCluster running =
        pages.readNow(others(configured), RemoteCluster.page(MEMBERS_TIMEOUT, true));
    if (running == null || running.members().isEmpty()) {
      throw new StartException(
          "cannot fetch cluster info from peer urls: "
              + (running == null
                  ? "could not retrieve cluster information from the given URLs"
                  : "failed to get raft cluster member(s) from the given URLs"));
    }
    SortedMap<String, Member> named;
    try {
      named = match(configured, running);
    } catch (BadValueException e) {
      throw new StartException("error validating peerURLs " + running + ": " + e.text(), e);
    }
    Member self = named.get(settings.name());
    if (self == null) {
      throw new StartException(
          "error validating peerURLs " + running + ": no match for this member");
    }
    List<Member> others =
        running.members().stream().filter(member -> member.id() != self.id()).toList();
    if (!isCompatible(others)) {
      throw new StartException("incompatible with current running cluster");
    }
    if (running.members().stream().filter(Member::isLearner).count() > settings.learnersMax()) {
      throw new StartException("membership: too many learner members in cluster");
    }
    return new Founding(running.clusterId(), self, List.of(), others);
  }

  private List<String> others(InitialCluster configured) {
    return configured.members().entrySet().stream()
        .filter(entry -> !entry.getKey().equals(settings.name()))
        .flatMap(entry -> EtcdUrl.texts(entry.getValue()).stream())
        .sorted()
        .toList();
  }

  private SortedMap<String, Member> match(InitialCluster configured, RemoteCluster running)
      throws BadValueException {
    if (configured.members().size() != running.members().size()) {
      throw BootstrapRules.mismatch("member count is unequal");
    }
    SortedMap<String, Member> named = new TreeMap<>();
    for (Member member : running.members()) {
      List<EtcdUrl> urls = EtcdUrl.parseAll(member.peerUrls());
      String problem = "";
      boolean isFound = false;
      for (Map.Entry<String, List<EtcdUrl>> entry : configured.members().entrySet()) {
        Optional<String> difference = rules.difference(urls, entry.getValue());
        if (difference.isEmpty()) {
          named.put(entry.getKey(), member);
          isFound = true;
          break;
        }
        problem = difference.get();
      }
      if (!isFound) {
        throw BootstrapRules.mismatch(
            "PeerURLs: no match found for existing member (%s, [%s]), last resolver error (%s)"
                .formatted(
                    Long.toHexString(member.id()), String.join(" ", member.peerUrls()), problem));
      }
    }
    return named;
  }

  /** One of the others at least must say which version they agreed on, and none a wrong one. */
  private boolean isCompatible(List<Member> others) {
    boolean isDowngrading = isDowngrading(others);
    MinorVersion most = isDowngrading ? settings.newest().next() : settings.newest();
    MinorVersion least = isDowngrading ? most : MinorVersion.OLDEST;
    boolean isAnyGood = false;
    for (Member member : others) {
      RemoteCluster.@Nullable Versions versions =
          pages.readNow(member.peerUrls(), RemoteCluster.Versions.page(settings.timeout()));
      if (versions == null) {
        log.warn("failed to get version", Field.hex("remote-member-id", member.id()));
        continue;
      }
      @Nullable MinorVersion agreed = MinorVersion.parse(versions.cluster());
      if (agreed == null) {
        log.warn(
            "failed to parse cluster version of remote member",
            Field.hex("remote-member-id", member.id()),
            Field.of("remote-member-cluster-version", versions.cluster()));
        continue;
      }
      if (agreed.compareTo(least) < 0 || agreed.compareTo(most) > 0) {
        boolean isLow = agreed.compareTo(least) < 0;
        log.warn(
            "cluster version of remote member is not compatible; too " + (isLow ? "low" : "high"),
            Field.hex("remote-member-id", member.id()),
            Field.of("remote-member-cluster-version", agreed.full()),
            isLow
                ? Field.of("minimum-cluster-version-supported", least.full())
                : Field.of("maximum-cluster-version-supported", most.full()));
        return false;
      }
      isAnyGood = true;
    }
    return isAnyGood;
  }

  private boolean isDowngrading(List<Member> others) {
    for (Member member : others) {
      @Nullable Boolean isEnabled =
          pages.readNow(member.peerUrls(), RemoteCluster.downgradePage(settings.timeout()));
      if (isEnabled != null) {
        return isEnabled;
      }
      log.warn(
          "failed to get downgrade enabled status", Field.hex("remote-member-id", member.id()));
    }
    return false;
  }

  /**
   * Whether a cluster that this member is to found runs already and knows it: its directory was
   * lost, and it must not come back as somebody who has never voted.
   */
  boolean isBootstrapped(InitialCluster configured, long id, Duration timeout) {
    @Nullable RemoteCluster running =
        pages.readNow(others(configured), RemoteCluster.page(timeout, false));
    @Nullable Member self = running == null ? null : running.member(id);
    return self != null && !self.clientUrls().isEmpty();
  }
}
