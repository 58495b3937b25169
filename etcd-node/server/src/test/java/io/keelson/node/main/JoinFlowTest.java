package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.node.config.ConfigParser;
import io.keelson.node.config.ParseResult;
import io.keelson.node.log.Logger;
import io.keelson.node.members.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How members without data begin: founding, joining, and what is refused. */
final class JoinFlowTest {
  private static final String MEMBERS =
      "[{\"id\":1,\"peerURLs\":[\"http://10.0.0.1:1\"],\"name\":\"a\",\"clientURLs\":[\"http://a:2\"]},"
          + "{\"id\":2,\"peerURLs\":[\"http://10.0.0.2:1\"],\"name\":\"\"}]";

  private final FakePages pages = new FakePages();

  private Founding begin(String state, String cluster, String... more) throws StartException {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--name=b",
                "--initial-advertise-peer-urls=http://10.0.0.2:1",
                "--initial-cluster-state=" + state,
                "--initial-cluster=" + cluster));
    flags.addAll(List.of(more));
    ParseResult result =
        new ConfigParser(Etcd.buildInfo(), path -> new byte[0]).parse(flags, Map.of());
    assertThat(result).isInstanceOf(ParseResult.Run.class);
    return new ConfiguredBootstrap(
            ((ParseResult.Run) result).config(),
            new ConfiguredBootstrap.Surroundings(
                host -> host.equals("one") ? Optional.of("10.0.0.1") : Optional.empty(),
                name -> List.of(),
                pages),
            Logger.silent())
        .founding();
  }

  private static final String PAIR = "a=http://10.0.0.1:1,b=http://10.0.0.2:1";

  private void versions(String cluster) {
    pages.with(
        "http://10.0.0.1:1/version",
        200,
        "{\"etcdserver\":\"3.7.1\",\"etcdcluster\":\"" + cluster + "\"}");
  }

  private void refused(String state, String cluster, String text) {
    assertThatThrownBy(() -> begin(state, cluster)).hasMessage(text);
  }

  @Test
  void foundsTogether() throws StartException {
    Founding founding = begin("new", PAIR);
    assertThat(founding.founders()).extracting(Member::name).containsExactlyInAnyOrder("a", "b");
    assertThat(founding.founders())
        .isSortedAccordingTo((x, y) -> Long.compareUnsigned(x.id(), y.id()));
    assertThat(founding.self().name()).isEqualTo("b");
    assertThat(founding.others()).extracting(Member::name).containsExactly("a");
  }

  @Test
  void doesNotFoundAgain() throws StartException {
    Founding founding = begin("new", PAIR);
    long self = founding.self().id();
    String known = "[{\"id\":%s,\"peerURLs\":[\"http://10.0.0.2:1\"],\"name\":\"b\"%s}]";
    String id = Long.toUnsignedString(self);
    pages.with("http://10.0.0.1:1/members", 200, known.formatted(id, ""));
    assertThat(begin("new", PAIR).self()).isEqualTo(founding.self());
    pages.with(
        "http://10.0.0.1:1/members", 200, known.formatted(id, ",\"clientURLs\":[\"http://b:2\"]"));
    refused("new", PAIR, "member " + Long.toHexString(self) + " has already been bootstrapped");
  }

  @Test
  void takesOverIds() throws StartException {
    pages.with("http://10.0.0.1:1/members", 200, MEMBERS);
    versions("3.6.0");
    Founding founding = begin("existing", PAIR);
    assertThat(founding.clusterId()).isEqualTo(0xabc);
    assertThat(founding.self().id()).isEqualTo(2);
    assertThat(founding.founders()).isEmpty();
    assertThat(founding.others()).extracting(Member::id).containsExactly(1L);
    assertThat(pages.asked)
        .containsExactly(
            "GET http://10.0.0.1:1/members",
            "GET http://10.0.0.1:1/downgrade/enabled",
            "GET http://10.0.0.1:1/version");
  }

  @Test
  void namesAreResolved() throws StartException {
    pages.with("http://one:1/members", 200, MEMBERS);
    versions("3.7.0");
    assertThat(begin("existing", "a=http://one:1,b=http://10.0.0.2:1").self().id()).isEqualTo(2);
  }

  @Test
  void clustersThatDoNotAnswer() {
    String text =
        "cannot fetch cluster info from peer urls: could not retrieve cluster information from the"
            + " given URLs";
    refused("existing", PAIR, text);
    pages.with("http://10.0.0.1:1/members", 500, MEMBERS);
    refused("existing", PAIR, text);
    pages.with("http://10.0.0.1:1/members", 200, "{");
    refused("existing", PAIR, text);
  }

  @Test
  void clustersThatDoNotMatch() {
    pages.with("http://10.0.0.1:1/members", 200, MEMBERS);
    assertThatThrownBy(() -> begin("existing", PAIR + ",c=http://10.0.0.3:1"))
        .hasMessageStartingWith("error validating peerURLs {ClusterID:abc Members:[&{ID:1 ")
        .hasMessageEndingWith(": member count is unequal");
    assertThatThrownBy(() -> begin("existing", "a=http://10.0.0.1:1,b=http://10.0.0.9:1"))
        .hasMessageContaining(
            ": PeerURLs: no match found for existing member (2, [http://10.0.0.2:1])");
  }

  @Test
  void versionsThatDoNotMatch() throws StartException {
    pages.with("http://10.0.0.1:1/members", 200, MEMBERS);
    String text = "incompatible with current running cluster";
    refused("existing", PAIR, text);
    versions("not_decided");
    refused("existing", PAIR, text);
    versions("3.8.0");
    refused("existing", PAIR, text);
    versions("2.3.0");
    refused("existing", PAIR, text);
    versions("3.7.0");
    assertThatThrownBy(() -> begin("existing", PAIR, "--max-cluster-version=3.6")).hasMessage(text);
    pages.with("http://10.0.0.1:1/downgrade/enabled", 200, "true");
    refused("existing", PAIR, text);
    assertThat(begin("existing", PAIR, "--max-cluster-version=3.6").self().id()).isEqualTo(2);
  }
}
