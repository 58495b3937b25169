package io.keelson.node.config;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the listeners can be opened as far as the settings tell: URLs against certificates. */
final class ListenerRules {
  private static final String BAD_VALIDITY =
      "selfSignedCertValidity is invalid,it should be greater than 0";

  private final ListenConfig listen;
  private final SecurityConfig security;
  private final List<Notice> notices;

  /** Notices are added to {@code notices}. */
  ListenerRules(ListenConfig listen, SecurityConfig security, List<Notice> notices) {
    this.listen = listen;
    this.security = security;
    this.notices = notices;
  }

  void check() throws StartupException {
    checkPeers();
    checkClients();
    checkHttpApart();
    TlsConfig client = security.client();
    boolean isMetricsSecure = listen.metricsUrls().stream().anyMatch(EtcdUrl::isSecure);
    if (isMetricsSecure && !client.isGiven() && !client.auto()) {
      throw StartupException.discoveryFailed(
          "client TLS key/cert (--cert-file, --key-file) must be provided for metrics secure url");
    }
  }

  private void checkPeers() throws StartupException {
    TlsConfig tls = security.peer();
    checkAuto(tls, "peer");
    for (EtcdUrl url : listen.peerUrls()) {
      if (url.scheme().equals("http")) {
        noteUnused(tls, url, "HTTP", "peer", "--peer-client-cert-auth");
      }
    }
    for (EtcdUrl url : listen.peerUrls()) {
      if (!url.isSecure() || (tls.auto() && !tls.isGiven())) {
        continue;
      }
      String error =
          tls.isGiven()
              ? problemOf(tls)
              : "cannot listen on TLS for %s: KeyFile and CertFile are not presented"
                  .formatted(url.host());
      if (!error.isEmpty()) {
        throw new StartupException(
            Notice.error("creating peer listener failed").with("error", error),
            Notice.fatal("discovery failed").with("error", error));
      }
    }
  }

  private void checkClients() throws StartupException {
    TlsConfig tls = security.client();
    checkAuto(tls, "client");
    List<EtcdUrl> urls =
        Stream.concat(listen.clientUrls().stream(), listen.clientHttpUrls().stream()).toList();
    for (EtcdUrl url : urls) {
      if (!url.isSecure()) {
        noteUnused(tls, url, "http or unix", "client", "--client-cert-auth");
      } else if (!tls.isGiven() && !tls.auto()) {
        throw StartupException.discoveryFailed(
            "TLS key/cert (--cert-file, --key-file) must be provided for client url %s with HTTPS"
                    .formatted(url.text())
                + " scheme");
      }
    }
    String error = tls.isGiven() ? problemOf(tls) : "";
    if (!error.isEmpty() && urls.stream().anyMatch(EtcdUrl::isSecure)) {
      throw new StartupException(Notice.fatal("listener failed").with("error", error));
    }
  }

  /** An address serves either HTTP alone or gRPC. */
  private void checkHttpApart() throws StartupException {
    Set<String> grpc =
        listen.clientUrls().stream().map(EtcdUrl::address).collect(Collectors.toSet());
    for (EtcdUrl url : listen.clientHttpUrls()) {
      if (grpc.contains(url.address())) {
        throw StartupException.discoveryFailed(
            "cannot bind both --listen-client-urls and --listen-client-http-urls on the same url "
                + url.text());
      }
    }
  }

  private void checkAuto(TlsConfig tls, String side) throws StartupException {
    if (!tls.auto()) {
      return;
    }
    if (tls.isGiven()) {
      notices.add(Notice.warn("ignoring " + side + " auto TLS since certs given"));
    } else if (security.selfSignedValidityYears() == 0) {
      throw new StartupException(
          Notice.warn("cannot generate cert").with("error", BAD_VALIDITY),
          Notice.fatal("failed to get " + side + " self-signed certs").with("error", BAD_VALIDITY));
    }
  }

  private void noteUnused(TlsConfig tls, EtcdUrl url, String scheme, String side, String authFlag) {
    if (tls.isGiven() || (side.equals("client") && tls.auto())) {
      notices.add(
          Notice.warn(
                  "scheme is %s while key and cert files are present; ignoring key and cert files"
                      .formatted(scheme))
              .with(side + "-url", url.text()));
    }
    if (tls.clientCertAuth()) {
      notices.add(
          Notice.warn(
                  "scheme is %s while %s is enabled; ignoring client cert auth for this URL"
                      .formatted(scheme, authFlag))
              .with(side + "-url", url.text()));
    }
  }

  /** What is wrong with given files, by their names alone; empty if nothing. */
  private static String problemOf(TlsConfig tls) {
    if (tls.keyFile().isEmpty() || tls.certFile().isEmpty()) {
      return "KeyFile and CertFile must both be present[key: %s, cert: %s]"
          .formatted(tls.keyFile(), tls.certFile());
    }
    if (tls.clientKeyFile().isEmpty() != tls.clientCertFile().isEmpty()) {
      return ("ClientKeyFile and ClientCertFile must both be present or both absent: key: %s,"
              + " cert: %s]")
          .formatted(tls.clientKeyFile(), tls.clientCertFile());
    }
    if (!tls.allowedCommonNames().isEmpty() && !tls.allowedHostnames().isEmpty()) {
      return "AllowedCNs and AllowedHostnames are mutually exclusive (cns=%s, hostnames=%s)"
          .formatted(
              GoQuote.quote(tls.allowedCommonNames()), GoQuote.quote(tls.allowedHostnames()));
    }
    return "";
  }
}
