package io.keelson.node.ctl;

import io.keelson.node.edge.ClientTls;
import io.keelson.node.edge.TlsException;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.proto.etcdserverpb.ClusterGrpc;
import io.keelson.proto.etcdserverpb.Member;
import io.keelson.proto.etcdserverpb.MemberListRequest;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One run of a command: what was said, and where to read and write.
 *
 * @param environment the process's own, from which flags that are not given come
 */
record Context(Arguments arguments, Streams streams, Logger log, Map<String, String> environment) {
  private static final String PREFIX = "ETCDCTL_";

  /** The standard streams. */
  record Streams(InputStream in, PrintStream out, PrintStream err) {}

  PrintStream out() {
    return streams.out();
  }

  PrintStream err() {
    return streams.err();
  }

  List<String> words() {
    return arguments.words();
  }

  /**
   * Takes over the environment and checks the flags that every command with a client has. To be
   * called once, after the command has looked at its own arguments.
   *
   * @param quiet variables that are no flags and not worth a warning
   */
  Output prepare(String... quiet) throws CtlException {
    takeEnvironment(List.of(quiet));
    for (String file : List.of("cert", "key", "cacert")) {
      if (arguments.isGiven(file) && arguments.text(file).isEmpty()) {
        throw CtlException.badArguments("empty string is passed to --" + file + " option");
      }
    }
    if (!arguments.text("discovery-srv").isEmpty()) {
      throw CtlException.badArguments(
          "endpoints are not looked up in DNS by this etcdctl; name them with --endpoints");
    }
    return Output.of(arguments.text("write-out"), out(), err(), arguments.isOn("hex"));
  }

  private void takeEnvironment(List<String> quiet) throws CtlException {
    List<String> names = environment.keySet().stream().sorted().toList();
    for (String name : names) {
      if (!name.startsWith(PREFIX) || quiet.contains(name)) {
        continue;
      }
      String flagName = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
      var flag = Arguments.named(GlobalFlags.ALL, flagName);
      String value = environment.getOrDefault(name, "");
      if (flag.isEmpty()) {
        log.warn(
            "unrecognized environment variable",
            Field.of("environment-variable", name + "=" + value));
      } else if (arguments.isGiven(flagName)) {
        log.fatal(
            "conflicting environment variable is shadowed by corresponding command-line flag"
                + " (either unset environment variable or disable flag))",
            Field.of("environment-variable", name));
        throw CtlException.silent();
      } else if (!value.isEmpty()) {
        arguments.setUnlessGiven(flag.get(), value);
      }
    }
  }

  List<String> endpoints() {
    return arguments.texts("endpoints");
  }

  /** With {@code --cluster} what the members say of themselves, else {@code --endpoints}. */
  List<String> endpointsOrCluster() throws CtlException, InterruptedException {
    if (!arguments.isOn("cluster")) {
      return endpoints();
    }
    List<String> all = new ArrayList<>();
    try (Client client = client()) {
      MemberListRequest request = MemberListRequest.newBuilder().setLinearizable(true).build();
      for (Member member :
          client
              .read(ClusterGrpc.getMemberListMethod(), request, client.deadline())
              .getMembersList()) {
        all.addAll(member.getClientURLsList());
      }
    } catch (CtlException e) {
      throw new CtlException(
          e.exitCode(), "failed to fetch endpoints from etcd cluster member list: " + e.text());
    }
    return all;
  }

  Client client() throws CtlException, InterruptedException {
    return client(endpoints());
  }

  /** A client of these members. Connects when it is used. */
  Client client(List<String> endpoints) throws CtlException, InterruptedException {
    try {
      return Client.open(endpoints, tls(), arguments);
    } catch (TlsException e) {
      throw CtlException.badArguments(String.valueOf(e.getMessage()));
    }
  }

  private ClientTls tls() {
    return new ClientTls(
        arguments.text("cert"),
        arguments.text("key"),
        arguments.text("cacert"),
        arguments.isOn("insecure-skip-tls-verify"));
  }
}
