package io.keelson.node.config;

import static io.keelson.node.config.Parsing.config;
import static io.keelson.node.config.Parsing.error;
import static io.keelson.node.config.Parsing.messages;
import static io.keelson.node.config.Parsing.notices;
import static io.keelson.node.config.Parsing.parse;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class EnvironmentTest {

  @Test
  void variablesStandInForFlags() {
    ParseResult result = parse(Map.of("ETCD_HEARTBEAT_INTERVAL", "50", "PATH", "/bin"));
    assertThat(config(result).raft().heartbeatMillis()).isEqualTo(50);
    assertThat(notices(result).getFirst())
        .isEqualTo(
            Notice.info("recognized and used environment variable")
                .with("variable-name", "ETCD_HEARTBEAT_INTERVAL")
                .with("variable-value", "50"));
  }

  @Test
  void aVariableBesideItsFlagIsFatal() {
    for (String value : new String[] {"a", ""}) {
      ParseResult result = parse(Map.of("ETCD_NAME", value), "--name", "b");
      assertThat(result).isInstanceOf(ParseResult.Fail.class);
      Notice notice = notices(result).getLast();
      assertThat(notice.level()).isEqualTo(LogLevel.FATAL);
      assertThat(notice.fields()).containsEntry("environment-variable", "ETCD_NAME");
      assertThat(notice.message()).startsWith("conflicting environment variable is shadowed");
    }
  }

  @Test
  void unknownVariablesOnlyWarn() {
    ParseResult result = parse(Map.of("ETCD_FOO", "x", "ETCDCTL_API", "3", "ETCD_NAME", ""));
    assertThat(result).isInstanceOf(ParseResult.Run.class);
    assertThat(notices(result))
        .startsWith(
            Notice.warn("unrecognized environment variable")
                .with("environment-variable", "ETCD_FOO=x"),
            Notice.warn("unrecognized environment variable")
                .with("environment-variable", "ETCD_NAME="))
        .noneMatch(notice -> notice.fields().containsValue("ETCDCTL_API=3"));
  }

  @Test
  void theVersionVariableIsReserved() {
    ParseResult result = parse(Map.of("ETCD_VERSION", "v3.5"));
    assertThat(result).isInstanceOf(ParseResult.Run.class);
    assertThat(messages(result)).startsWith("cannot set special environment variable");
  }

  @Test
  void badValuesNameTheVariable() {
    assertThat(error(parse(Map.of("ETCD_PRE_VOTE", "x"))))
        .isEqualTo("invalid value \"x\" for ETCD_PRE_VOTE: parse error");
    assertThat(error(parse(Map.of("ETCD_AUTH_TOKEN_TTL", "x", "ETCD_MAX_WALS", "y"))))
        .isEqualTo("invalid value \"y\" for ETCD_MAX_WALS: parse error");
  }

  @Test
  void dependentDefaultsSeeVariables() {
    assertThat(error(parse(Map.of("ETCD_LISTEN_CLIENT_URLS", "http://127.0.0.1:1"))))
        .isEqualTo(ConfigRules.ADVERTISE_MISSING);
  }
}
