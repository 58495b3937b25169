package io.keelson.node.peer;

import static io.keelson.node.peer.PeerFixture.CLUSTER;
import static io.keelson.node.peer.PeerFixture.await;
import static io.keelson.node.peer.PeerFixture.isActive;
import static io.keelson.node.peer.PeerFixture.join;
import static io.keelson.node.peer.PeerFixture.message;
import static io.keelson.node.peer.PeerFixture.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.edge.SelfSigned;
import io.keelson.node.edge.TestCertificates;
import io.keelson.node.edge.TlsDialler;
import io.keelson.node.edge.TlsFiles;
import io.keelson.node.edge.TlsPolicy;
import io.keelson.node.edge.TlsSource;
import io.keelson.node.link.PeerCalls.Answered;
import io.keelson.node.link.PeerCalls.Failed;
import io.keelson.node.link.PeerCalls.Outcome;
import io.keelson.node.link.PeerCalls.Request;
import io.keelson.node.peer.PeerFixture.Member;
import io.keelson.raft.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that know each other by certificates. */
final class PeerTlsTest {
  @TempDir Path folder;

  private final TestCertificates authority = new TestCertificates("peers");

  private TlsFiles files(TestCertificates issuer, String name) {
    return issuer.issue(name).write(folder, name);
  }

  private static TlsSource listening(TlsFiles files) {
    return new TlsSource(files, TlsPolicy.defaults());
  }

  private static TlsDialler dialling(TlsFiles files, String trusted) throws IOException {
    return new TlsDialler(files.withClients(trusted), TlsPolicy.defaults(), false, problem -> {});
  }

  private static Outcome ask(Member from, Member to) {
    BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    new HttpPeerCalls(from.settings)
        .call(to.url(), Request.get("/version", Duration.ofSeconds(10)), outcomes::add);
    return take(outcomes);
  }

  @Test
  void membersWithCertificatesOfOneAuthorityTalk() throws IOException {
    String ca = authority.write(folder, "ca.crt");
    try (var fixture = new PeerFixture()) {
      TlsFiles first = files(authority, "first").withClients(ca);
      TlsFiles second = files(authority, "second").withClients(ca);
      Member one = fixture.member(1, CLUSTER, listening(first), dialling(first, ca));
      Member two = fixture.member(2, CLUSTER, listening(second), dialling(second, ca));
      join(one, two);
      await(() -> isActive(one, two) && isActive(two, one));
      one.transport.send(List.of(message(Message.Type.VOTE, 1, 2, 5)));
      two.transport.send(List.of(message(Message.Type.VOTE_RESP, 2, 1, 5)));
      assertThat(take(two.node.messages).type()).isEqualTo(Message.Type.VOTE);
      assertThat(take(one.node.messages).type()).isEqualTo(Message.Type.VOTE_RESP);
      assertThat(ask(one, two))
          .isInstanceOfSatisfying(
              Answered.class,
              answer -> {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body().utf8()).contains("3.7.1");
              });
    }
  }

  @Test
  void strangersAreNotLetInAndNotTrusted() throws IOException {
    String ca = authority.write(folder, "ca.crt");
    var foreign = new TestCertificates("others");
    String foreignCa = foreign.write(folder, "foreign.crt");
    try (var fixture = new PeerFixture()) {
      TlsFiles first = files(authority, "first").withClients(ca);
      TlsFiles stranger = files(foreign, "stranger");
      Member one = fixture.member(1, CLUSTER, listening(first), dialling(first, ca));
      Member wrongCertificate =
          fixture.member(2, CLUSTER, listening(first), dialling(stranger, ca));
      Member wrongAuthority =
          fixture.member(3, CLUSTER, listening(first), dialling(first, foreignCa));
      Member none =
          fixture.member(4, CLUSTER, listening(first), dialling(TlsFiles.server("", ""), ca));
      for (Member member : List.of(wrongCertificate, wrongAuthority, none)) {
        assertThat(ask(member, one)).isInstanceOf(Failed.class);
      }
      assertThat(ask(wrongCertificate, one)).isInstanceOf(Failed.class);
      Member plain = fixture.member(5);
      assertThat(ask(plain, one)).isInstanceOf(Failed.class);
      assertThat(ask(one, one)).as("the right one").isInstanceOf(Answered.class);
    }
  }

  @Test
  void onlyAllowedNamesAreLetIn() throws IOException {
    String ca = authority.write(folder, "ca.crt");
    try (var fixture = new PeerFixture()) {
      TlsFiles server =
          files(authority, "server")
              .withClients(ca)
              .withAllowed(List.of("good", "fine"), List.of());
      Member one =
          fixture.member(1, CLUSTER, listening(server), dialling(files(authority, "bad"), ca));
      Member two =
          fixture.member(2, CLUSTER, listening(server), dialling(files(authority, "fine"), ca));
      assertThat(ask(one, two)).isInstanceOf(Failed.class);
      assertThat(ask(two, one)).isInstanceOf(Answered.class);
    }
  }

  @Test
  void changedCertificatesAreUsedAtTheNextHandshake() throws IOException {
    String ca = authority.write(folder, "ca.crt");
    var foreign = new TestCertificates("others");
    try (var fixture = new PeerFixture()) {
      TlsFiles files = files(authority, "first").withClients(ca);
      TlsFiles own = files(authority, "own");
      Member one = fixture.member(1, CLUSTER, listening(files), dialling(own, ca));
      assertThat(ask(one, one)).isInstanceOf(Answered.class);
      foreign.issue("own").write(folder, "own");
      await(() -> ask(one, one) instanceof Failed);
      authority.issue("own").write(folder, "own");
      await(() -> ask(one, one) instanceof Answered);
    }
  }

  @Test
  void certificatesThatMembersMakeThemselves() throws IOException {
    TlsFiles own =
        SelfSigned.findOrCreate(
            folder.resolve("fixtures/peer"),
            List.of("127.0.0.1"),
            1,
            Instant.now(),
            new SecureRandom());
    var trusting =
        new TlsDialler(TlsFiles.server("", ""), TlsPolicy.defaults(), true, problem -> {});
    try (var fixture = new PeerFixture()) {
      Member one = fixture.member(1, CLUSTER, listening(own), trusting);
      Member two = fixture.member(2, CLUSTER, listening(own), trusting);
      join(one, two);
      await(() -> isActive(one, two) && isActive(two, one));
    }
  }

  @Test
  void http2IsNeverOffered() throws Exception {
    String ca = authority.write(folder, "ca.crt");
    try (var fixture = new PeerFixture()) {
      TlsFiles files = files(authority, "first");
      Member one = fixture.member(1, CLUSTER, listening(files), dialling(files, ca));
      assertThat(negotiated(one.listener.port(), "h2", "http/1.1")).isEqualTo("http/1.1");
      assertThat(negotiated(one.listener.port(), "http/1.1")).isEqualTo("http/1.1");
      assertThat(negotiated(one.listener.port(), "h2")).isNotEqualTo("h2");
    }
  }

  private static String negotiated(int port, String... offered) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      var parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(offered);
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getApplicationProtocol();
    }
  }

  /** Lets every server pass: only the protocol is looked at. */
  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
