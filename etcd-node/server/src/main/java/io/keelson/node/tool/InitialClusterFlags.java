package io.keelson.node.tool;

import io.keelson.node.config.BadValueException;
import io.keelson.node.config.BootstrapRules;
import io.keelson.node.config.BuildInfo;
import io.keelson.node.config.ConfigParser;
import io.keelson.node.config.EtcdUrl;
import io.keelson.node.config.InitialCluster;
import io.keelson.node.config.ParseResult;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable.Identity;
import io.keelson.node.restore.NewCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The flags that say which cluster a snapshot is restored into; checked by the same rules as a
 * node's.
 *
 * @param name this member
 * @param initialCluster all members as {@code name=url,…}
 * @param token makes the ids of two clusters with the same URLs differ
 * @param advertised this member's peer URLs
 */
record InitialClusterFlags(String name, String initialCluster, String token, String advertised) {
  NewCluster cluster() throws BadValueException, ToolException {
    for (String url : advertised.split(",", -1)) {
      EtcdUrl.parse(url);
    }
    InitialCluster cluster = InitialCluster.parse(initialCluster);
    new BootstrapRules(config(), InitialClusterFlags::resolve).checkNew(cluster);
    Map<String, Long> ids = cluster.memberIds(token);
    List<Member> members = new ArrayList<>();
    cluster
        .members()
        .forEach(
            (each, urls) ->
                members.add(
                    new Member(
                        ids.getOrDefault(each, 0L), each, EtcdUrl.texts(urls), List.of(), false)));
    long own = ids.getOrDefault(name, 0L);
    return new NewCluster(new Identity(own, cluster.clusterId(token)), members);
  }

  private ServerConfig config() throws ToolException {
    List<String> arguments =
        List.of(
            "--name=" + name,
            "--initial-cluster=" + initialCluster,
            "--initial-cluster-token=" + token,
            "--initial-advertise-peer-urls=" + advertised);
    ConfigParser parser =
        new ConfigParser(
            new BuildInfo("", "", ""),
            path -> {
              throw new IOException("no configuration file is read");
            });
    return switch (parser.parse(arguments, Map.of())) {
      case ParseResult.Run run -> run.config();
      case ParseResult.Fail fail ->
          throw failed(
              String.valueOf(
                  fail.reason().fields().getOrDefault("error", fail.reason().message())));
      case ParseResult.Print print -> throw failed(print.stderr());
    };
  }

  private static ToolException failed(String text) {
    return new ToolException(ToolException.EXIT_ERROR, text);
  }

  private static Optional<String> resolve(String host) {
    try {
      return Optional.of(InetAddress.getByName(host).getHostAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
