package io.keelson.node.ctl;

import io.keelson.node.config.GoQuote;
import io.keelson.proto.etcdserverpb.ClusterGrpc;
import io.keelson.proto.etcdserverpb.Member;
import io.keelson.proto.etcdserverpb.MemberAddRequest;
import io.keelson.proto.etcdserverpb.MemberAddResponse;
import io.keelson.proto.etcdserverpb.MemberListRequest;
import io.keelson.proto.etcdserverpb.MemberPromoteRequest;
import io.keelson.proto.etcdserverpb.MemberRemoveRequest;
import io.keelson.proto.etcdserverpb.MemberUpdateRequest;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code member add}, {@code list}, {@code promote}, {@code remove}, {@code update}. */
final class MemberCommands {
  private static final String NO_URLS = "member peer urls not provided";

  private MemberCommands() {}

  static Command add() {
    return Command.of(
        "add <memberName> [options]",
        "Adds a member into the cluster",
        MemberCommands::add,
        Flag.text("peer-urls", "", "comma separated peer URLs for the new member."),
        Flag.toggle("learner", "indicates if the new member is raft learner"));
  }

  private static void add(Context context) throws CtlException, InterruptedException {
    List<String> words = context.words();
    if (words.isEmpty()) {
      throw CtlException.badArguments("member name not provided");
    }
    if (words.size() > 1) {
      StringBuilder text = new StringBuilder("too many arguments");
      words.stream()
          .filter(word -> word.toLowerCase(Locale.ROOT).startsWith("http"))
          .forEach(word -> text.append(", did you mean --peer-urls=").append(word));
      throw CtlException.badArguments(text.toString());
    }
    String urls = context.arguments().text("peer-urls");
    if (urls.isEmpty()) {
      throw CtlException.badArguments(NO_URLS);
    }
    MemberAddRequest request =
        MemberAddRequest.newBuilder()
            .addAllPeerURLs(split(urls))
            .setIsLearner(context.arguments().isOn("learner"))
            .build();
    Output output = context.prepare();
    try (Client client = context.client()) {
      MemberAddResponse answer =
          client.write(ClusterGrpc.getMemberAddMethod(), request, client.deadline());
      output.memberAdd(answer);
      if (output instanceof SimpleOutput) {
        printSettings(context.out(), words.getFirst(), urls, answer);
      }
    }
  }

  /** What the new member is to be started with. */
  private static void printSettings(
      PrintStream out, String name, String urls, MemberAddResponse answer) {
    List<String> cluster = new ArrayList<>();
    for (Member member : answer.getMembersList()) {
      boolean isNew = member.getID() == answer.getMember().getID();
      for (String url : member.getPeerURLsList()) {
        cluster.add((isNew ? name : member.getName()) + "=" + url);
      }
    }
    out.println();
    out.println("ETCD_NAME=" + GoQuote.quote(name));
    out.println("ETCD_INITIAL_CLUSTER=" + GoQuote.quote(String.join(",", cluster)));
    out.println("ETCD_INITIAL_ADVERTISE_PEER_URLS=" + GoQuote.quote(urls));
    out.println("ETCD_INITIAL_CLUSTER_STATE=\"existing\"");
  }

  private static List<String> split(String urls) {
    return Arrays.asList(urls.split(",", -1));
  }

  static Command list() {
    return Command.of(
            "list",
            "Lists all members in the cluster",
            MemberCommands::list,
            Flag.text("consistency", "l", "Linearizable(l) or Serializable(s)"))
        .details(
            "When --write-out is set to simple, this command prints out comma-separated member"
                + " lists for each endpoint.\nThe items in the lists are ID, Status, Name, Peer"
                + " Addrs, Client Addrs, Is Learner.\n");
  }

  private static void list(Context context) throws CtlException, InterruptedException {
    MemberListRequest request =
        MemberListRequest.newBuilder()
            .setLinearizable(!KeyCommands.isSerializable(context.arguments()))
            .build();
    Output output = context.prepare();
    try (Client client = context.client()) {
      output.memberList(client.read(ClusterGrpc.getMemberListMethod(), request, client.deadline()));
    }
  }

  static Command promote() {
    return Command.of(
            "promote <memberID>",
            "Promotes a non-voting member in the cluster",
            MemberCommands::promote)
        .details("Promotes a non-voting learner member to a voting one in the cluster.\n");
  }

  private static void promote(Context context) throws CtlException, InterruptedException {
    long id = id(context);
    MemberPromoteRequest request = MemberPromoteRequest.newBuilder().setID(id).build();
    Output output = context.prepare();
    try (Client client = context.client()) {
      output.memberPromote(
          id, client.write(ClusterGrpc.getMemberPromoteMethod(), request, client.deadline()));
    }
  }

  static Command remove() {
    return Command.of(
        "remove <memberID>", "Removes a member from the cluster", MemberCommands::remove);
  }

  private static void remove(Context context) throws CtlException, InterruptedException {
    long id = id(context);
    MemberRemoveRequest request = MemberRemoveRequest.newBuilder().setID(id).build();
    Output output = context.prepare();
    try (Client client = context.client()) {
      output.memberRemove(
          id, client.write(ClusterGrpc.getMemberRemoveMethod(), request, client.deadline()));
    }
  }

  static Command update() {
    return Command.of(
        "update <memberID> [options]",
        "Updates a member in the cluster",
        MemberCommands::update,
        Flag.text("peer-urls", "", "comma separated peer URLs for the updated member."));
  }

  private static void update(Context context) throws CtlException, InterruptedException {
    long id = id(context);
    String urls = context.arguments().text("peer-urls");
    if (urls.isEmpty()) {
      throw CtlException.badArguments(NO_URLS);
    }
    MemberUpdateRequest request =
        MemberUpdateRequest.newBuilder().setID(id).addAllPeerURLs(split(urls)).build();
    Output output = context.prepare();
    try (Client client = context.client()) {
      output.memberUpdate(
          id, client.write(ClusterGrpc.getMemberUpdateMethod(), request, client.deadline()));
    }
  }

  private static long id(Context context) throws CtlException {
    List<String> words = context.words();
    if (words.size() != 1) {
      throw CtlException.badArguments("member ID is not provided");
    }
    try {
      return GoInteger.memberId(words.getFirst());
    } catch (NumberFormatException e) {
      throw CtlException.badArguments(
          "bad member ID arg (" + e.getMessage() + "), expecting ID in Hex");
    }
  }
}
