package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.proto.etcdserverpb.ClusterGrpc;
import io.keelson.proto.etcdserverpb.Member;
import io.keelson.proto.etcdserverpb.MemberAddRequest;
import io.keelson.proto.etcdserverpb.MemberAddResponse;
import io.keelson.proto.etcdserverpb.MemberListRequest;
import io.keelson.proto.etcdserverpb.MemberPromoteRequest;
import io.keelson.proto.etcdserverpb.MemberRemoveRequest;
import io.keelson.proto.etcdserverpb.MemberUpdateRequest;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cluster service of a member alone, with upstream's answers. */
final class ClusterServiceTest {
  private static final String NOT_FOUND = "NOT_FOUND: etcdserver: member not found";
  private static final String BAD_URLS =
      "INVALID_ARGUMENT: etcdserver: given member URLs are invalid";
  private static final String URL_EXISTS =
      "FAILED_PRECONDITION: etcdserver: Peer URLs already exists";
  private static final String TOO_FEW =
      "UNKNOWN: etcdserver: re-configuration failed due to not enough started members";

  @TempDir Path directory;
  private TestNode node;
  private ClusterGrpc.ClusterBlockingStub cluster;

  @BeforeEach
  void start() throws Exception {
    start(new String[0]);
  }

  private void start(String... flags) throws Exception {
    node = TestNode.start(directory, flags);
    cluster = ClusterGrpc.newBlockingStub(node.channel());
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private static void fails(ThrowingCallable call, String status) {
    assertThatThrownBy(call).hasMessage(status);
  }

  private MemberAddResponse add(boolean isLearner, String... urls) {
    return cluster.memberAdd(
        MemberAddRequest.newBuilder()
            .addAllPeerURLs(List.of(urls))
            .setIsLearner(isLearner)
            .build());
  }

  private void remove(long id) {
    cluster.memberRemove(MemberRemoveRequest.newBuilder().setID(id).build());
  }

  private void promote(long id) {
    cluster.memberPromote(MemberPromoteRequest.newBuilder().setID(id).build());
  }

  private List<Member> update(long id, String... urls) {
    return cluster
        .memberUpdate(
            MemberUpdateRequest.newBuilder().setID(id).addAllPeerURLs(List.of(urls)).build())
        .getMembersList();
  }

  private List<Member> list() {
    return cluster
        .memberList(MemberListRequest.newBuilder().setLinearizable(true).build())
        .getMembersList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "http://a", "ftp://a:1", "http://a:1/path", "http://a:1,b"})
  void urlsThatAreNone(String url) {
    fails(() -> add(false, url), BAD_URLS);
    fails(() -> add(true, "http://b:1", url), BAD_URLS);
    fails(() -> add(false), BAD_URLS);
    fails(() -> update(1, url), BAD_URLS);
    fails(() -> update(1), BAD_URLS);
    assertThat(list()).hasSize(1);
  }

  @Test
  void learnersComeAndGo() {
    MemberAddResponse added = add(true, "http://c:1", "http://b:1");
    Member learner = added.getMember();
    assertThat(learner.getPeerURLsList()).containsExactly("http://b:1", "http://c:1");
    assertThat(learner.getIsLearner()).isTrue();
    assertThat(learner.getName()).isEmpty();
    assertThat(added.getHeader().getMemberId()).isEqualTo(1);
    assertThat(added.getMembersList()).contains(learner).hasSize(2).isEqualTo(list());
    fails(
        () -> add(true, "http://d:1"),
        "FAILED_PRECONDITION: etcdserver: too many learner members in cluster");
    fails(() -> add(true, "http://c:1"), URL_EXISTS);
    fails(() -> add(false, "http://a:1"), URL_EXISTS);
    fails(
        () -> promote(learner.getID()),
        "FAILED_PRECONDITION: etcdserver: can only promote a learner member which is in sync with"
            + " leader");
    fails(() -> promote(1), "FAILED_PRECONDITION: etcdserver: can only promote a learner member");
    fails(() -> promote(99), NOT_FOUND);
    assertThat(update(learner.getID(), "http://e:1"))
        .contains(learner.toBuilder().clearPeerURLs().addPeerURLs("http://e:1").build());
    fails(() -> update(learner.getID(), "http://a:1"), URL_EXISTS);
    remove(learner.getID());
    fails(() -> remove(learner.getID()), NOT_FOUND);
    fails(() -> update(learner.getID(), "http://e:1"), NOT_FOUND);
    assertThat(list()).hasSize(1);
  }

  @Test
  void updatesOfItselfKeepEverythingElse() {
    Member before = list().getFirst();
    assertThat(update(1, "http://z:9", "http://y:9"))
        .containsExactly(
            before.toBuilder()
                .clearPeerURLs()
                .addPeerURLs("http://z:9")
                .addPeerURLs("http://y:9")
                .build());
  }

  @Test
  void theLastVoterStays() {
    fails(() -> remove(1), TOO_FEW);
    fails(() -> remove(99), NOT_FOUND);
    assertThat(list()).hasSize(1);
  }

  @Test
  void theLastVoterStaysEvenIfNothingIsCounted() throws Exception {
    node.close();
    start("--strict-reconfig-check=false", "--max-learners=2");
    fails(() -> remove(1), TOO_FEW);
    add(true, "http://c:1");
    add(true, "http://d:1");
    fails(() -> remove(1), TOO_FEW);
    assertThat(list()).hasSize(3);
  }

  @Test
  void aForcedNewClusterHasNobodyElse() throws Exception {
    long learner = add(true, "http://c:1").getMember().getID();
    node.close();
    start("--force-new-cluster");
    assertThat(list()).extracting(Member::getID).containsExactly(1L);
    assertThat(node.node.members().membership().removed()).containsExactly(learner);
    node.close();
    start();
    assertThat(list()).hasSize(1);
  }

  @Test
  void removedMembersStayRemoved() throws Exception {
    long id = add(true, "http://c:1").getMember().getID();
    remove(id);
    node.close();
    start();
    assertThat(node.node.members().membership().removed()).containsExactly(id);
    assertThat(list()).hasSize(1);
  }
}
