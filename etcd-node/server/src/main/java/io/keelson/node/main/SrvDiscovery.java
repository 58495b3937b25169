package io.keelson.node.main;

import io.keelson.node.config.BadValueException;
import io.keelson.node.config.BootstrapRules;
import io.keelson.node.config.EtcdUrl;
import io.keelson.node.config.HostResolver;
import io.keelson.node.config.InitialCluster;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.main.SrvResolver.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The initial cluster as DNS has it: one member per SRV record of the peers' services. This member
 * is the record that leads to an address which it advertises; the others get numbers as names,
 * which matter to nobody.
 */
final class SrvDiscovery {
  private final Query query;
  private final SrvResolver services;
  private final HostResolver hosts;
  private final Logger log;
  private int nextName;

  /**
   * What is looked for.
   *
   * @param domain where to ask
   * @param suffix of the services' names, or empty
   * @param name of this member
   * @param advertised peer URLs of this member
   */
  record Query(String domain, String suffix, String name, List<EtcdUrl> advertised) {}

  SrvDiscovery(Query query, SrvResolver services, HostResolver hosts, Logger log) {
    this.query = query;
    this.services = services;
    this.hosts = hosts;
    this.log = log;
  }

  /**
   * Asks for the services with and without TLS.
   *
   * @throws BadValueException if neither is found, or this member is not among what is found
   */
  InitialCluster discover() throws BadValueException {
    List<String> found = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    look("https", "etcd-server-ssl", found, errors);
    look("http", "etcd-server", found, errors);
    if (!errors.isEmpty()) {
      log.warn("failed to resolve during SRV discovery", Field.error(String.join("\n", errors)));
    }
    if (found.isEmpty()) {
      throw BootstrapRules.mismatch(
          "error setting up initial cluster: " + String.join("\n", errors));
    }
    found.forEach(
        node -> log.info("got bootstrap from DNS for etcd-server", Field.of("node", node)));
    InitialCluster cluster = InitialCluster.parse(String.join(",", found));
    if (!cluster.members().containsKey(query.name())) {
      throw BootstrapRules.mismatch(
          "error setting up initial cluster: cannot find local etcd member \"%s\" in SRV records"
              .formatted(query.name()));
    }
    return cluster;
  }

  private void look(String scheme, String service, List<String> found, List<String> errors) {
    String name = query.suffix().isEmpty() ? service : service + "-" + query.suffix();
    List<String> nodes = List.of();
    @Nullable String error = null;
    try {
      nodes = nodes(scheme, name);
      found.addAll(nodes);
    } catch (IOException e) {
      error = String.valueOf(e.getMessage());
      errors.add(error);
    }
    List<Field> fields =
        new ArrayList<>(
            List.of(
                Field.of("service-scheme", scheme),
                Field.of("service-name", name),
                Field.of("server-name", query.name()),
                Field.of("discovery-srv", query.domain()),
                Field.of("advertise-peer-urls", EtcdUrl.texts(query.advertised())),
                Field.of("found-cluster", nodes)));
    if (error != null) {
      fields.add(Field.error(error));
    }
    log.info("get cluster for " + service + " SRV", fields.toArray(Field[]::new));
  }

  private List<String> nodes(String scheme, String service) throws IOException {
    Map<String, EtcdUrl> own = ownAddresses();
    nextName = 0;
    List<String> nodes = new ArrayList<>();
    @Nullable String problem = null;
    try {
      for (Target target : services.lookup("_" + service + "._tcp." + query.domain())) {
        @Nullable String address = address(target.host(), target.port());
        if (address == null) {
          problem = "lookup " + target.host() + ": no such host";
          continue;
        }
        @Nullable EtcdUrl ownUrl = own.get(address);
        String node = ownUrl == null ? String.valueOf(nextName++) : query.name();
        String url = scheme + "://" + bracketed(withoutDot(target.host())) + ":" + target.port();
        if (ownUrl != null && !ownUrl.scheme().equals(scheme)) {
          problem =
              "bootstrap at %s from DNS for %s has scheme mismatch with expected peer %s"
                  .formatted(url, service, ownUrl.text());
        } else {
          nodes.add(node + "=" + url);
        }
      }
    } catch (IOException e) {
      throw new IOException(failure(service, String.valueOf(e.getMessage())), e);
    }
    if (nodes.isEmpty() && problem != null) {
      throw new IOException(failure(service, problem));
    }
    return nodes;
  }

  private static String failure(String service, String problem) {
    return "error querying DNS SRV records for _" + service + " " + problem;
  }

  private Map<String, EtcdUrl> ownAddresses() throws IOException {
    Map<String, EtcdUrl> own = new TreeMap<>();
    for (EtcdUrl url : query.advertised()) {
      int port = url.port().isEmpty() ? 0 : Integer.parseInt(url.port());
      @Nullable String address = address(url.hostname(), port);
      if (address == null) {
        throw new IOException("lookup " + url.hostname() + ": no such host");
      }
      own.put(address, url);
    }
    return own;
  }

  private @Nullable String address(String host, int port) {
    Optional<String> address = hosts.resolve(withoutDot(host));
    return address.map(ip -> ip + " " + port).orElse(null);
  }

  /** Records end with a dot, URLs do not. */
  private static String withoutDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static String bracketed(String host) {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }
}
