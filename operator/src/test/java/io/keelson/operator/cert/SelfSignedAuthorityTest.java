package io.keelson.operator.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.operator.api.RotationSpec;
import io.keelson.operator.resource.Subject;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

final class SelfSignedAuthorityTest {
  private static final Duration YEAR = Duration.ofDays(365);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final RotationSpec ROTATION = RotationSpec.defaults();
  private static final Subject SERVER =
      new Subject(
          "db-server", List.of("*.db-peer.shop.svc", "localhost", "127.0.0.1", "::1"), true);

  /** The real time, since some of the certificates are used to connect. */
  private final Instant now = Instant.now();

  private final Issued made = SelfSignedAuthority.create("db-ca", now, YEAR, RANDOM);

  private SelfSignedAuthority authority() throws BadCertificateException {
    return SelfSignedAuthority.of(made, RANDOM);
  }

  @Test
  void issuesForASubject() throws Exception {
    Issued server = authority().issue(SERVER, now, Duration.ofDays(90));
    X509Certificate certificate = CertificateFacts.parse(server.certificate());
    assertThat(certificate.getExtendedKeyUsage())
        .containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(Keys.fit(certificate, Keys.read(server.key()))).isTrue();
    CertificateFacts facts = CertificateFacts.of(server.certificate());
    assertThat(facts.isFor(SERVER)).isTrue();
    assertThat(facts.isFor(new Subject("db-server", List.of("localhost"), true))).isFalse();
    assertThat(facts.isFor(new Subject("other", SERVER.names(), true))).isFalse();
    assertThat(Duration.between(now, facts.notAfter())).isBetween(days(89), days(90));
    assertThat(facts.notBefore()).isBefore(now);
    assertThat(facts.serial()).hasSize(32);
    assertThat(AuthorityBundle.of(made.certificate()).issued(server.certificate())).isTrue();
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }

  @Test
  void aClientsCertificateIsForClientsOnly() throws Exception {
    Issued client = authority().issue(Subject.operator(), now, days(90));
    X509Certificate certificate = CertificateFacts.parse(client.certificate());
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(certificate.getSubjectAlternativeNames()).isNull();
    assertThat(CertificateFacts.of(client.certificate()).commonName())
        .isEqualTo("keelson-operator");
    assertThat(client.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void nothingOutlivesItsAuthority() throws Exception {
    Issued server = authority().issue(SERVER, now.plus(days(300)), days(90));
    assertThat(CertificateFacts.of(server.certificate()).notAfter())
        .isEqualTo(CertificateFacts.of(made.certificate()).notAfter());
  }

  @Test
  void isRenewedInTime() throws Exception {
    CertificateFacts leaf =
        CertificateFacts.of(authority().issue(SERVER, now, days(90)).certificate());
    assertThat(leaf.needsRenewal(now, ROTATION)).isFalse();
    assertThat(leaf.needsRenewal(leaf.renewAt(ROTATION).minusMillis(1), ROTATION)).isFalse();
    assertThat(leaf.needsRenewal(leaf.renewAt(ROTATION), ROTATION)).isTrue();
    assertThat(Duration.between(leaf.renewAt(ROTATION), leaf.notAfter())).isEqualTo(days(30));
    CertificateFacts authority = CertificateFacts.of(made.certificate());
    assertThat(authority.authorityNeedsRenewal(now.plus(days(274)), ROTATION)).isFalse();
    assertThat(authority.authorityNeedsRenewal(now.plus(days(275)), ROTATION)).isTrue();
  }

  @Test
  void anAuthorityIsReplacedInThreeSteps() throws Exception {
    Issued next = SelfSignedAuthority.create("db-ca", now, YEAR, RANDOM);
    String oldLeaf = authority().issue(SERVER, now, days(90)).certificate();
    String newLeaf =
        SelfSignedAuthority.of(next, RANDOM).issue(SERVER, now, days(90)).certificate();
    AuthorityBundle old = AuthorityBundle.of(made.certificate());
    AuthorityBundle both = old.with(next.certificate());
    AuthorityBundle only = AuthorityBundle.only(next.certificate());
    assertThat(old.issued(newLeaf)).isFalse();
    assertThat(both.issued(oldLeaf)).isTrue();
    assertThat(both.issued(newLeaf)).isTrue();
    assertThat(both.with(next.certificate())).isEqualTo(both);
    assertThat(AuthorityBundle.of(both.text())).isEqualTo(both);
    assertThat(both.certificates().getFirst()).isEqualTo(next.certificate());
    assertThat(both.has(made.certificate())).isTrue();
    assertThat(only.has(made.certificate())).isFalse();
    assertThat(only.issued(oldLeaf)).isFalse();
  }

  @Test
  void sidesThatTrustTheAuthorityConnect() throws Exception {
    Issued server = authority().issue(SERVER, now, days(90));
    Issued client = authority().issue(Subject.operator(), now, days(90));
    SSLContext serving = context(server);
    try (SSLServerSocket listener =
            (SSLServerSocket) serving.getServerSocketFactory().createServerSocket(0);
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      listener.setNeedClientAuth(true);
      Future<String> peer =
          threads.submit(
              () -> {
                try (SSLSocket accepted = (SSLSocket) listener.accept()) {
                  accepted.startHandshake();
                  return accepted.getSession().getPeerPrincipal().getName();
                }
              });
      try (SSLSocket socket =
          (SSLSocket)
              context(client)
                  .getSocketFactory()
                  .createSocket("localhost", listener.getLocalPort())) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(peer.get()).isEqualTo("CN=keelson-operator");
    }
  }

  private SSLContext context(Issued own) throws Exception {
    char[] password = "p".toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, password);
    X509Certificate[] chain = {CertificateFacts.parse(own.certificate())};
    store.setKeyEntry("own", Keys.read(own.key()), password, chain);
    store.setCertificateEntry("ca", CertificateFacts.parse(made.certificate()));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), RANDOM);
    return context;
  }

  @Test
  void badTextIsRefusedWithTheReason() throws Exception {
    Issued leaf = authority().issue(SERVER, now, days(1));
    refuses("there is no block \"CERTIFICATE\"", new Issued("", made.key()));
    refuses(
        "is not a certificate",
        new Issued(Pem.write(Pem.CERTIFICATE, new byte[] {1, 2}), made.key()));
    refuses("the key must be one block", new Issued(made.certificate(), ""));
    refuses(
        "not one of an elliptic curve",
        new Issued(made.certificate(), Pem.write(Pem.KEY, new byte[] {1})));
    refuses("is not one of an authority", leaf);
    refuses("the key is not that of the authority", new Issued(made.certificate(), leaf.key()));
  }

  private static void refuses(String reason, Issued authority) {
    assertThatThrownBy(() -> SelfSignedAuthority.of(authority, RANDOM))
        .isInstanceOf(BadCertificateException.class)
        .hasMessageContaining(reason);
  }
}
