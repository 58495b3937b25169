package io.keelson.node.config;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where to listen and what to advertise.
 *
 * @param peerUrls for other members
 * @param clientUrls for clients; gRPC, and HTTP unless {@code clientHttpUrls} is set
 * @param clientHttpUrls for HTTP only
 * @param metricsUrls for metrics and health only
 * @param advertisePeerUrls what other members dial
 * @param advertiseClientUrls what clients dial
 * @param reusePort bind with SO_REUSEPORT
 * @param reuseAddress bind with SO_REUSEADDR
 * @param http the HTTP side of the client listeners
 */
public record ListenConfig(
    List<EtcdUrl> peerUrls,
    List<EtcdUrl> clientUrls,
    List<EtcdUrl> clientHttpUrls,
    List<EtcdUrl> metricsUrls,
    List<EtcdUrl> advertisePeerUrls,
    List<EtcdUrl> advertiseClientUrls,
    boolean reusePort,
    boolean reuseAddress,
    Http http) {

  public ListenConfig {
    peerUrls = List.copyOf(peerUrls);
    clientUrls = List.copyOf(clientUrls);
    clientHttpUrls = List.copyOf(clientHttpUrls);
    metricsUrls = List.copyOf(metricsUrls);
    advertisePeerUrls = List.copyOf(advertisePeerUrls);
    advertiseClientUrls = List.copyOf(advertiseClientUrls);
  }

  ListenConfig withAdvertised(List<EtcdUrl> peer, List<EtcdUrl> client) {
    return new ListenConfig(
        peerUrls,
        clientUrls,
        clientHttpUrls,
        metricsUrls,
        peer,
        client,
        reusePort,
        reuseAddress,
        http);
  }

  /**
   * Rules for HTTP requests.
   *
   * @param corsOrigins origins allowed for cross-origin requests; {@code *} allows all
   * @param hostWhitelist host names allowed without TLS; {@code *} or nothing allows all
   * @param gateway whether the JSON gateway is served
   * @param pprof whether /debug/pprof is served
   */
  public record Http(
      Set<String> corsOrigins, Set<String> hostWhitelist, boolean gateway, boolean pprof) {
    public Http {
      corsOrigins = Collections.unmodifiableSet(new TreeSet<>(corsOrigins));
      hostWhitelist = Collections.unmodifiableSet(new TreeSet<>(hostWhitelist));
    }
  }
}
