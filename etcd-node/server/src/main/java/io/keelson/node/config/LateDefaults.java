package io.keelson.node.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Defaults that depend on other settings, filled in after the checks as upstream does. */
final class LateDefaults {
  private static final String ANY_ADDRESS = "0.0.0.0";

  private final Supplier<Optional<String>> defaultHost;
  private final List<Notice> notices;

  /** Notices are added to {@code notices}. */
  LateDefaults(Supplier<Optional<String>> defaultHost, List<Notice> notices) {
    this.defaultHost = defaultHost;
    this.notices = notices;
  }

  void apply(Settings settings) {
    Optional<String> peerHost =
        advertise(
            settings,
            MemberFlags.LISTEN_PEER_URLS,
            ClusterFlags.INITIAL_ADVERTISE_PEER_URLS,
            MemberFlags.DEFAULT_PEER_URL);
    String name = settings.get(MemberFlags.NAME);
    String cluster = settings.get(ClusterFlags.INITIAL_CLUSTER);
    if (!name.equals(MemberFlags.DEFAULT_NAME)
        && cluster.equals(ClusterFlags.DEFAULT_INITIAL_CLUSTER)) {
      List<EtcdUrl> urls = settings.get(ClusterFlags.INITIAL_ADVERTISE_PEER_URLS).urls();
      settings.put(ClusterFlags.INITIAL_CLUSTER, InitialCluster.textOf(name, urls));
    }
    Optional<String> clientHost =
        advertise(
            settings,
            MemberFlags.LISTEN_CLIENT_URLS,
            ClusterFlags.ADVERTISE_CLIENT_URLS,
            MemberFlags.DEFAULT_CLIENT_URL);
    peerHost
        .or(() -> clientHost)
        .ifPresent(
            host ->
                notices.add(Notice.info("detected default host for advertise").with("host", host)));
    if (settings.get(MemberFlags.DATA_DIR).isEmpty()) {
      settings.put(MemberFlags.DATA_DIR, name + ".etcd");
      notices.add(
          Notice.warn("'data-dir' was empty; using default").with("data-dir", name + ".etcd"));
    }
  }

  /**
   * Who listens on all addresses and was not told what to advertise advertises the default host.
   *
   * @return the host, if it was needed and known
   */
  private Optional<String> advertise(
      Settings settings, Flag<UrlList> listen, Flag<UrlList> advertise, String defaultUrl) {
    EtcdUrl listening = settings.get(listen).urls().getFirst();
    List<EtcdUrl> advertised = settings.get(advertise).urls();
    boolean isDefault = EtcdUrl.texts(advertised).equals(List.of(defaultUrl));
    if (!isDefault || !listening.hostname().equals(ANY_ADDRESS)) {
      return Optional.empty();
    }
    Optional<String> host = defaultHost.get();
    host.ifPresent(
        h ->
            settings.put(
                advertise,
                new UrlList(List.of(advertised.getFirst().withHost(h + ":" + listening.port())))));
    return host;
  }
}
