package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.node.corruption.PeerHash;
import io.keelson.node.link.Peer;
import io.keelson.node.link.PeerCalls;
import io.keelson.node.link.PeerPages.Page;
import io.keelson.node.log.Logger;
import io.keelson.node.mvcc.KeyValueHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Questions and answers between members, byte for byte as upstream's. */
final class HashPageTest {
  private static final FakePeers.Written STORE =
      new FakePeers.Written(new KeyValueHash(508424636, 1002, 1002), List.of());

  private static Page ask(HashSource hashes, String body) {
    List<Page> pages = new ArrayList<>();
    new HashPage(hashes, Runnable::run, Logger.silent()).answer(Bytes.utf8(body), pages::add);
    return pages.getFirst();
  }

  @Test
  void answersAsUpstream() {
    Page page = ask(STORE, "{}");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.contentType()).isEqualTo("application/json");
    assertThat(page.body().utf8())
        .isEqualTo(
            "{\"header\":{\"revision\":1002},\"hash\":508424636,\"compact_revision\":1002,"
                + "\"hash_revision\":1002}");
    assertThat(ask(STORE, "{\"revision\":1002}").status()).isEqualTo(200);
    Page empty = ask(new FakePeers.Written(new KeyValueHash(4294967295L, -1, 1), List.of()), "{}");
    assertThat(empty.body().utf8())
        .isEqualTo(
            "{\"header\":{\"revision\":1},\"hash\":4294967295,\"compact_revision\":-1,"
                + "\"hash_revision\":1}");
  }

  @Test
  void refusesAsUpstream() {
    refuses("{\"revision\":1003}", "mvcc: required revision is a future revision\n");
    refuses("{\"revision\":5}", "mvcc: required revision has been compacted\n");
    refuses("", "error unmarshalling request\n");
    refuses("[]", "error unmarshalling request\n");
    refuses("{\"revision\":\"5\"}", "error unmarshalling request\n");
    refuses("{\"revision\":5.5}", "error unmarshalling request\n");
    refuses("{\"revision\":99999999999999999999}", "error unmarshalling request\n");
    refuses("{\"revision\":", "error unmarshalling request\n");
  }

  private static void refuses(String body, String text) {
    Page page = ask(STORE, body);
    assertThat(page.status()).as(body).isEqualTo(400);
    assertThat(page.body().utf8()).as(body).isEqualTo(text);
  }

  @Test
  void isBusyWhenItsWorkersAre() {
    List<Page> pages = new ArrayList<>();
    new HashPage(
            STORE,
            work -> {
              throw new RejectedExecutionException();
            },
            Logger.silent())
        .answer(Bytes.utf8("{}"), pages::add);
    assertThat(pages).extracting(Page::status).containsExactly(503);
  }

  @Test
  void understandsWhatOthersAnswer() throws Exception {
    assertThat(read(200, "{\"header\":{\"revision\":7},\"hash\":9}"))
        .isEqualTo(new PeerHash.Hashed(2, 7, new KeyValueHash(9, 0, 0)));
    assertThat(read(400, "mvcc: required revision has been compacted\n"))
        .isEqualTo(new PeerHash.Refused(2, PeerHash.Reason.COMPACTED));
    assertThat(read(400, "mvcc: required revision is a future revision\n"))
        .isEqualTo(new PeerHash.Refused(2, PeerHash.Reason.FUTURE_REVISION));
    assertThat(read(412, "cluster ID mismatch\n"))
        .isEqualTo(new PeerHash.Refused(2, PeerHash.Reason.OTHER_CLUSTER));
    assertThat(read(500, "oh\n")).isEqualTo(new PeerHash.Silent(2, "unknown error: oh"));
    assertThat(read(200, "[]")).isInstanceOf(PeerHash.Silent.class);
    assertThat(read(200, "{\"hash\":{}}")).isInstanceOf(PeerHash.Silent.class);
  }

  private static PeerHash read(int status, String body) throws Exception {
    PeerCalls calls =
        (url, request, answered) -> {
          assertThat(request.method()).isEqualTo("GET");
          assertThat(request.path()).isEqualTo("/members/hashkv");
          assertThat(request.contentType()).isEqualTo("application/json");
          assertThat(request.body().utf8()).isEqualTo("{\"revision\":7}");
          answered.accept(new PeerCalls.Answered(status, Map.of(), Bytes.utf8(body)));
        };
    return new PeerHashes(calls, Duration.ofSeconds(10), Logger.silent())
        .await(List.of(new Peer(2, List.of("http://m2"))), 7)
        .getFirst();
  }
}
