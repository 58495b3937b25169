package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.node.config.BadValueException;
import io.keelson.node.config.EtcdUrl;
import io.keelson.node.log.Logger;
import io.keelson.node.main.SrvResolver.Target;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Initial clusters out of DNS. */
final class SrvDiscoveryTest {
  private static final Map<String, String> HOSTS =
      Map.of("a.example", "10.0.0.1", "b.example", "10.0.0.2", "c.example", "10.0.0.3");

  private static String discover(String own, Map<String, List<Target>> records)
      throws BadValueException {
    SrvDiscovery.Query query =
        new SrvDiscovery.Query("example", "", "me", List.of(EtcdUrl.parse(own)));
    return new SrvDiscovery(
            query,
            name -> {
              List<Target> found = records.get(name);
              if (found == null) {
                throw new IOException("lookup " + name + ": no such host");
              }
              return found;
            },
            SrvDiscoveryTest::resolve,
            Logger.silent())
        .discover()
        .toString();
  }

  private static Optional<String> resolve(String host) {
    return host.startsWith("10.") ? Optional.of(host) : Optional.ofNullable(HOSTS.get(host));
  }

  private static Target at(String host) {
    return new Target(0, host, 2380);
  }

  @Test
  void theMemberFindsItself() throws BadValueException {
    assertThat(
            discover(
                "http://10.0.0.2:2380",
                Map.of(
                    "_etcd-server._tcp.example",
                    List.of(at("a.example."), at("b.example."), at("c.example.")))))
        .isEqualTo("0=http://a.example:2380,1=http://c.example:2380,me=http://b.example:2380");
  }

  @Test
  void withTls() throws BadValueException {
    assertThat(
            discover(
                "https://a.example:2380",
                Map.of(
                    "_etcd-server-ssl._tcp.example", List.of(at("a.example."), at("b.example.")))))
        .isEqualTo("0=https://b.example:2380,me=https://a.example:2380");
  }

  @Test
  void nothingFound() {
    assertThatThrownBy(() -> discover("http://10.0.0.2:2380", Map.of()))
        .hasMessageContaining(
            "error querying DNS SRV records for _etcd-server lookup _etcd-server._tcp.example");
  }

  @Test
  void otherScheme() {
    assertThatThrownBy(
            () ->
                discover(
                    "https://a.example:2380",
                    Map.of("_etcd-server._tcp.example", List.of(at("a.example.")))))
        .hasMessageContaining("has scheme mismatch with expected peer https://a.example:2380");
  }

  @Test
  void notAmongThem() {
    assertThatThrownBy(
            () ->
                discover(
                    "http://10.0.0.9:2380",
                    Map.of("_etcd-server._tcp.example", List.of(at("a.example.")))))
        .hasMessageContaining("cannot find local etcd member \"me\" in SRV records");
  }
}
