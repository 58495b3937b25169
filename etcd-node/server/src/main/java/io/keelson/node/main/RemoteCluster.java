package io.keelson.node.main;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.keelson.node.link.PeerCalls.Answered;
import io.keelson.node.main.MemberPages.Page;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberCodec;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A running cluster as its members describe it to one that has no data.
 *
 * @param clusterId its id
 * @param members in the order in which they are told
 */
record RemoteCluster(long clusterId, List<Member> members) {
  private static final int OK = 200;
  private static final String CLUSTER_ID = "x-etcd-cluster-id";

  /** Copies the list. */
  RemoteCluster {
    members = List.copyOf(members);
  }

  /** The page with the members; the first URL that answers tells. */
  static Page<RemoteCluster> page(Duration timeout, boolean isLogged) {
    return new Page<>(
        "/members",
        timeout,
        isLogged ? "failed to get cluster response" : "",
        RemoteCluster::parse);
  }

  private static @Nullable RemoteCluster parse(Answered answered) {
    @Nullable String id = answered.headers().get(CLUSTER_ID);
    if (answered.status() != OK || id == null) {
      return null;
    }
    return new RemoteCluster(
        Long.parseUnsignedLong(id, 16), MemberCodec.decodeList(answered.body()));
  }

  @Nullable Member member(long id) {
    return members.stream().filter(member -> member.id() == id).findFirst().orElse(null);
  }

  /**
   * What a member says of versions.
   *
   * @param server of its program
   * @param cluster that it knows as agreed, or {@code not_decided}
   */
  record Versions(String server, String cluster) {
    /** The page with them. */
    static Page<Versions> page(Duration timeout) {
      return new Page<>("/version", timeout, "failed to reach the peer URL", Versions::parse);
    }

    private static @Nullable Versions parse(Answered answered) {
      if (answered.status() != OK) {
        return null;
      }
      try {
        JsonObject json = JsonParser.parseString(answered.body().utf8()).getAsJsonObject();
        return new Versions(text(json.get("etcdserver")), text(json.get("etcdcluster")));
      } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
        return null;
      }
    }

    private static String text(@Nullable JsonElement element) {
      return element == null || element.isJsonNull() ? "" : element.getAsString();
    }
  }

  /** The page that tells whether the members go back to an older version. */
  static Page<Boolean> downgradePage(Duration timeout) {
    return new Page<>(
        "/downgrade/enabled",
        timeout,
        "failed to reach the peer URL",
        answered ->
            switch (answered.status() == OK ? answered.body().utf8().strip() : "") {
              case "true" -> Boolean.TRUE;
              case "false" -> Boolean.FALSE;
              default -> null;
            });
  }

  /** As upstream names it in messages. */
  @Override
  public String toString() {
    return members.stream()
        .map(RemoteCluster::describe)
        .collect(
            Collectors.joining(
                " ",
                "{ClusterID:" + Long.toHexString(clusterId) + " Members:[",
                "] RemovedMemberIDs:[]}"));
  }

  private static String describe(Member member) {
    return "&{ID:%s RaftAttributes:{PeerURLs:[%s] IsLearner:%s} Attributes:{Name:%s ClientURLs:[%s]}}"
        .formatted(
            Long.toHexString(member.id()),
            String.join(" ", member.peerUrls()),
            member.isLearner(),
            member.name(),
            String.join(" ", member.clientUrls()));
  }
}
