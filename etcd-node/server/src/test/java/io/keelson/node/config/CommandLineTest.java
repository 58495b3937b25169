package io.keelson.node.config;

import static io.keelson.node.config.Parsing.error;
import static io.keelson.node.config.Parsing.parse;
import static io.keelson.node.config.Parsing.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandLineTest {

  @Test
  void acceptsEverySpelling() {
    assertThat(run("-name", "a").member().name()).isEqualTo("a");
    assertThat(run("--name", "a").member().name()).isEqualTo("a");
    assertThat(run("-name=a").member().name()).isEqualTo("a");
    assertThat(run("--name=a=b", "--initial-cluster", "x").member().name()).isEqualTo("a=b");
    assertThat(run("--name", "a", "--name", "b").member().name()).isEqualTo("b");
    assertThat(run("--name", "a", "--").member().name()).isEqualTo("a");
    assertThat(run("--pre-vote=F").raft().preVote()).isFalse();
    assertThat(run("--pre-vote=0", "--pre-vote").raft().preVote()).isTrue();
    assertThat(run("--name", "--pre-vote=false").member().name()).isEqualTo("--pre-vote=false");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--nope | flag provided but not defined: -nope",
        "--nope=1 | flag provided but not defined: -nope",
        "--name | flag needs an argument: -name",
        "---name | bad flag syntax: ---name",
        "--=x | bad flag syntax: --=x",
        "-=x | bad flag syntax: -=x",
        "--pre-vote=maybe | invalid boolean value \"maybe\" for -pre-vote: parse error",
        "--max-wals=x | invalid value \"x\" for flag -max-wals: parse error",
        "--max-wals=-1 | invalid value \"-1\" for flag -max-wals: parse error",
        "--corrupt-check-time=5 | invalid value \"5\" for flag -corrupt-check-time: parse error",
        "--initial-cluster-state=a | invalid value \"a\" for flag -initial-cluster-state:"
            + " invalid value",
        "--v2-deprecation=gone,a | invalid value \"gone,a\" for flag -v2-deprecation: invalid"
            + " value \"a\"",
        "--feature-gates=A=true | invalid value \"A=true\" for flag -feature-gates: unrecognized"
            + " feature gate: A",
        "--max-concurrent-streams=x | invalid value \"x\" for flag -max-concurrent-streams:"
            + " strconv.ParseUint: parsing \"x\": invalid syntax",
        "--max-concurrent-streams=4294967296 | invalid value \"4294967296\" for flag"
            + " -max-concurrent-streams: strconv.ParseUint: parsing \"4294967296\": value out of"
            + " range",
      })
  void badUsagePrintsUsage(String argument, String message) {
    ParseResult result = parse(Map.of(), argument);
    assertThat(result).isEqualTo(new ParseResult.Print("", message + "\n" + HelpText.USAGE, 2));
  }

  @Test
  void strayArgumentsAreRefused() {
    assertThat(error("foo")).isEqualTo("\"foo\" is not a valid flag");
    assertThat(error("-")).isEqualTo("\"-\" is not a valid flag");
    assertThat(error("--name", "a", "--", "--pre-vote"))
        .isEqualTo("\"--pre-vote\" is not a valid flag");
    assertThat(error("--pre-vote", "true")).isEqualTo("\"true\" is not a valid flag");
    assertThat(error("--version", "a")).isEqualTo("\"a\" is not a valid flag");
  }

  @Test
  void oldestFlagsAreIgnored() {
    assertThat(run("--vv", "--cluster-active-size=3", "-force").member().name())
        .isEqualTo("default");
    assertThat(error("--cluster-active-size", "3")).isEqualTo("\"3\" is not a valid flag");
  }

  @Test
  void showsTheVersion() {
    assertThat(parse(Map.of(), "--version"))
        .isEqualTo(
            new ParseResult.Print(
                "etcd Version: 3.7.1\nGit SHA: abc\nGo Version: java25\nGo OS/Arch: linux/amd64\n",
                "",
                0));
    ParseResult claimed = parse(Map.of("KEELSON_CLAIMED_VERSION", "3.6.9"), "-version");
    assertThat(((ParseResult.Print) claimed).stdout()).startsWith("etcd Version: 3.6.9\n");
  }

  @Test
  void helpListsEveryFlag() {
    for (String spelling : List.of("-h", "--h", "-help", "--help")) {
      ParseResult.Print print = (ParseResult.Print) parse(Map.of(), spelling, "--nope");
      assertThat(print.exitCode()).isZero();
      assertThat(print.stderr()).isEqualTo(HelpText.USAGE);
      FlagTable.GROUPS.forEach(
          group ->
              group
                  .flags()
                  .forEach(
                      flag -> assertThat(print.stdout()).contains("  --" + flag.name() + " '")));
    }
  }

  @Test
  void subCommandsAreNotPartOfThisBuild() {
    for (String command : List.of("gateway", "grpc-proxy")) {
      ParseResult result = parse(Map.of(), command, "start");
      assertThat(error(result)).isEqualTo("etcd " + command + " is not part of this build");
      assertThat(((ParseResult.Fail) result).exitCode()).isEqualTo(1);
    }
  }
}
