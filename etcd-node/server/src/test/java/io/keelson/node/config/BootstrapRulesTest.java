package io.keelson.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BootstrapRulesTest {
  private static final Map<String, String> HOSTS = Map.of("a.example", "10.0.0.1", "b", "::1");

  private static BootstrapRules rules(String cluster, String advertised) {
    ServerConfig config =
        Parsing.run(
            "--name=m", "--initial-cluster", cluster, "--initial-advertise-peer-urls", advertised);
    return new BootstrapRules(config, host -> Optional.ofNullable(HOSTS.get(host)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "m=http://10.0.0.1:1 | http://10.0.0.1:1",
        "m=http://a.example:1,n=http://x:1 | http://10.0.0.1:1",
        "m=http://[::1]:1 | http://b:1",
        "m=http://[0:0::1]:1 | http://[::1]:1",
        "m=http://y:1,m=http://x:1 | http://x:1,http://y:1",
      })
  void accepts(String cluster, String advertised) {
    BootstrapRules rules = rules(cluster, advertised);
    assertThatCode(() -> rules.checkNew(rules.initialCluster())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n=http://x:1 | http://x:1 | couldn't find local name \"m\" in the initial cluster"
            + " configuration",
        "m=foo | http://x:1 | error setting up initial cluster: URL scheme must be http, https,"
            + " unix, or unixs: foo",
        "m=http://10.0.0.1:1 | http://localhost:1 | --initial-cluster has m=http://10.0.0.1:1 but"
            + " missing from --initial-advertise-peer-urls=http://localhost:1 (resolved urls:"
            + " \"http://localhost:1\" != \"http://10.0.0.1:1\")",
        "m=http://x:1 | http://x:1,http://x:2 | --initial-advertise-peer-urls has http://x:2 but"
            + " missing from --initial-cluster=m=http://x:1,m=http://x:2",
        "m=http://x:1,n=http://x:1 | http://x:1 | initial cluster m=http://x:1,n=http://x:1 has"
            + " duplicate url",
      })
  void refuses(String cluster, String advertised, String error) {
    BootstrapRules rules = rules(cluster, advertised);
    assertThatThrownBy(() -> rules.checkNew(rules.initialCluster())).hasMessage(error);
  }

  @Test
  void joiningDoesNotCompareUrls() {
    BootstrapRules rules = rules("m=http://y:1", "http://x:1");
    assertThatCode(() -> rules.checkJoining(rules.initialCluster())).doesNotThrowAnyException();
    assertThat(rules.hints()).isEmpty();
  }
}
