package io.keelson.node.sim;

import io.keelson.node.config.BuildInfo;
import io.keelson.node.config.ConfigParser;
import io.keelson.node.config.ParseResult;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.members.Member;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** How simulated members are configured: as by flags, with times and sizes for short runs. */
final class SimConfigs {
  private static final ConcurrentHashMap<Integer, ServerConfig> CONFIGS = new ConcurrentHashMap<>();

  private static final long FIRST_ID = 0x1000;

  private SimConfigs() {}

  /** The founding member with a number. */
  static Member member(int number) {
    return new Member(
        FIRST_ID + number, "m" + number, List.of("http://m" + number + ":2380"), List.of(), false);
  }

  /** The number that a member was made with. */
  static int number(Member member) {
    return (int) (member.id() - FIRST_ID);
  }

  /** So many founding members. */
  static List<Member> members(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(SimConfigs::member).toList();
  }

  /** Its flags. */
  static ServerConfig config(int number) {
    return CONFIGS.computeIfAbsent(number, SimConfigs::parse);
  }

  private static ServerConfig parse(int number) {
    ConfigParser parser =
        new ConfigParser(new BuildInfo("sim", "java25", "linux/amd64"), path -> new byte[0]);
    ParseResult result =
        parser.parse(
            List.of(
                "--name=m" + number,
                "--data-dir=/data",
                "--heartbeat-interval=20",
                "--election-timeout=200",
                "--snapshot-count=20",
                "--snapshot-catchup-entries=15"),
            Map.of());
    if (result instanceof ParseResult.Run run) {
      return run.config();
    }
    throw new IllegalStateException(result.toString());
  }
}
