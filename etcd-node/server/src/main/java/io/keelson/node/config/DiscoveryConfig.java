package io.keelson.node.config;

import java.time.Duration;
import java.util.List;

/**
 * Discovery of the initial members, through another cluster or through DNS.
 *
 * @param endpoints endpoints of the discovery cluster; empty when it is not used
 * @param token name of the cluster to be found there
 * @param dialTimeout for connections
 * @param requestTimeout for requests
 * @param keepaliveTime interval of client pings
 * @param keepaliveTimeout how long to wait for their answers
 * @param access credentials and TLS
 * @param srvDomain DNS domain to query, or empty
 * @param srvName suffix of the service name in that query, or empty
 */
public record DiscoveryConfig(
    List<String> endpoints,
    String token,
    Duration dialTimeout,
    Duration requestTimeout,
    Duration keepaliveTime,
    Duration keepaliveTimeout,
    Access access,
    String srvDomain,
    String srvName) {

  public DiscoveryConfig {
    endpoints = List.copyOf(endpoints);
  }

  /** Whether the members are registered in another cluster. */
  public boolean isThroughCluster() {
    return !endpoints.isEmpty();
  }

  /** Whether the members are found in DNS SRV records. */
  public boolean isThroughDns() {
    return !srvDomain.isEmpty();
  }

  /**
   * How to reach the discovery cluster.
   *
   * @param insecureTransport no TLS
   * @param insecureSkipVerify TLS without verification
   * @param certFile client certificate
   * @param keyFile its key
   * @param caFile certificates to trust
   * @param user user name
   * @param password its password
   */
  public record Access(
      boolean insecureTransport,
      boolean insecureSkipVerify,
      String certFile,
      String keyFile,
      String caFile,
      String user,
      String password) {

    @Override
    public String toString() {
      return "Access[insecureTransport=%s, insecureSkipVerify=%s, user=%s]"
          .formatted(insecureTransport, insecureSkipVerify, user);
    }
  }
}
