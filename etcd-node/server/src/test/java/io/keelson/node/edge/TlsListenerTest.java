package io.keelson.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsListenerTest {
  private final Fixture fixture = new Fixture();
  private final TestCertificates authority = new TestCertificates("test authority");
  private final TestCertificates.Issued server = authority.issue("server");
  private final TestCertificates.Issued client = authority.issue("client", "client.example");

  @TempDir private Path folder;
  private TlsFiles files = TlsFiles.server("", "");
  private String caFile = "";

  @BeforeEach
  void writeFiles() {
    files = server.write(folder, "server");
    caFile = authority.write(folder, "ca.crt");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void bothProtocolsShareAPort() throws Exception {
    try (var listener = fixture.secure(files)) {
      assertThat(grpc(listener, null)).isEqualTo(ServingStatus.SERVING);
      assertThat(http(listener, null)).isEqualTo(200);
      // No ALPN at all: HTTP/1.1 too.
      try (SSLSocket socket = connect(listener, authority.certificate())) {
        socket
            .getOutputStream()
            .write(
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(Fixture.readAll(socket)).startsWith("HTTP/1.1 200 OK\r\n");
      }
    }
    assertThat(TlsContexts.isNative()).as("BoringSSL loads here").isTrue();
  }

  @Test
  void aPlaintextClientIsRejected() throws Exception {
    try (var listener = fixture.secure(files)) {
      assertThat(Fixture.exchange(listener.port(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
          .doesNotContain("HTTP");
      assertThat(rejection()).isEqualTo("tls: first record does not look like a TLS handshake");
    }
  }

  @Test
  void clientsNeedACertificateOfTheAuthority() throws Exception {
    var stranger = new TestCertificates("other authority").issue("client");
    for (TlsFiles mutual : List.of(files.withClients(caFile), withCaOnly())) {
      try (var listener = fixture.secure(mutual)) {
        assertThat(grpc(listener, client)).isEqualTo(ServingStatus.SERVING);
        assertThat(http(listener, client)).isEqualTo(200);
        assertThatThrownBy(() -> grpc(listener, null)).isInstanceOf(StatusRuntimeException.class);
        assertThatThrownBy(() -> http(listener, null)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> grpc(listener, stranger))
            .isInstanceOf(StatusRuntimeException.class);
        assertThat(fixture.rejections).hasSizeGreaterThanOrEqualTo(3);
      }
    }
  }

  @Test
  void certificatesRotateBetweenHandshakes() throws Exception {
    var next = new TestCertificates("next authority");
    try (var listener = fixture.secure(files)) {
      assertThat(http(listener, null)).isEqualTo(200);
      next.issue("server").write(folder, "server");
      assertThatThrownBy(() -> http(listener, null)).isInstanceOf(IOException.class);
      try (SSLSocket socket = connect(listener, next.certificate())) {
        var shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        assertThat(shown.getIssuerX500Principal()).hasToString("CN=next authority");
      }
    }
  }

  @Test
  void brokenFilesFailHandshakesUntilMended() throws Exception {
    try (var listener = fixture.secure(files)) {
      Path cert = Path.of(files.certFile());
      Files.writeString(cert, "nothing");
      assertThatThrownBy(() -> http(listener, null)).isInstanceOf(IOException.class);
      assertThat(fixture.reloadFailures.poll(10, TimeUnit.SECONDS))
          .isEqualTo("tls: failed to find any PEM data in certificate input");
      assertThat(rejection()).isEqualTo("tls: failed to find any PEM data in certificate input");
      Files.delete(cert);
      assertThatThrownBy(() -> http(listener, null)).isInstanceOf(IOException.class);
      assertThat(fixture.reloadFailures.poll(10, TimeUnit.SECONDS))
          .isEqualTo("open " + cert + ": no such file or directory");
      server.write(folder, "server");
      assertThat(http(listener, null)).isEqualTo(200);
    }
  }

  @Test
  void theMinimumVersionHolds() throws Exception {
    var policy = TlsPolicy.parse("TLS1.3", "", List.of());
    try (var listener = fixture.secure(files, policy, fixture.both())) {
      try (SSLSocket socket = connect(listener, authority.certificate(), "TLSv1.3")) {
        assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
      }
      assertThatThrownBy(() -> connect(listener, authority.certificate(), "TLSv1.2").close())
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void onlyTheGivenSuitesAreTaken() throws Exception {
    String suite = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
    var policy = TlsPolicy.parse("", "TLS1.2", List.of(suite));
    try (var listener = fixture.secure(files, policy, fixture.both());
        SSLSocket socket = connect(listener, authority.certificate())) {
      assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
    }
  }

  @Test
  void revokedClientsAreRejected() throws Exception {
    Path crl = folder.resolve("clients.crl");
    authority.writeCrl(crl);
    try (var listener = fixture.secure(files.withClients(caFile).withCrl(crl.toString()))) {
      assertThat(grpc(listener, client)).isEqualTo(ServingStatus.SERVING);
      authority.writeCrl(crl, client.certificate());
      assertThatThrownBy(() -> grpc(listener, client)).isInstanceOf(StatusRuntimeException.class);
      assertThat(rejection())
          .isEqualTo(
              "transport: certificate serial %x revoked"
                  .formatted(client.certificate().getSerialNumber()));
      Files.writeString(crl, "nothing");
      assertThatThrownBy(() -> grpc(listener, client)).isInstanceOf(StatusRuntimeException.class);
    }
  }

  @Test
  void clientsMustHaveAnAllowedName() throws Exception {
    TlsFiles mutual = files.withClients(caFile);
    var allowed = mutual.withAllowed(List.of(), List.of("other.example", "client.example"));
    var refused = mutual.withAllowed(List.of(), List.of("other.example"));
    var named = mutual.withAllowed(List.of("client"), List.of());
    try (var open = fixture.secure(allowed);
        var closed = fixture.secure(refused);
        var byName = fixture.secure(named)) {
      assertThat(grpc(open, client)).isEqualTo(ServingStatus.SERVING);
      assertThat(grpc(byName, client)).isEqualTo(ServingStatus.SERVING);
      assertThatThrownBy(() -> grpc(closed, client)).isInstanceOf(StatusRuntimeException.class);
      assertThat(rejection()).isEqualTo("client certificate authentication failed");
    }
  }

  @Test
  void grpcOnlyTakesNoHttp() throws Exception {
    try (var listener =
        fixture.secure(files, TlsPolicy.defaults(), Served.grpcOnly(Fixture.grpc()))) {
      assertThat(grpc(listener, null)).isEqualTo(ServingStatus.SERVING);
      assertThat(http(listener, null)).as("the answer of gRPC to other content").isEqualTo(415);
    }
  }

  @Test
  void everyKindOfKeyServes() throws Exception {
    var keys = new LinkedHashMap<String, KeyPairGenerator>();
    keys.put("rsa", KeyPairGenerator.getInstance("RSA"));
    keys.put("ed25519", KeyPairGenerator.getInstance("Ed25519"));
    for (String curve : List.of("secp384r1", "secp521r1")) {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      keys.put(curve, generator);
    }
    for (var kind : keys.entrySet()) {
      var issued = authority.issueFor(kind.getValue().generateKeyPair(), kind.getKey());
      try (var listener = fixture.secure(issued.write(folder, kind.getKey()))) {
        assertThat(http(listener, null)).as(kind.getKey()).isEqualTo(200);
      }
    }
  }

  @Test
  void aListenerMakesItsOwnCertificate() throws Exception {
    Path fixtures = folder.resolve("fixtures/client");
    var random = new SecureRandom();
    var hosts = List.of("127.0.0.1", "localhost");
    TlsFiles made = SelfSigned.findOrCreate(fixtures, hosts, 1, Instant.now(), random);
    String text = Files.readString(Path.of(made.certFile()));
    assertThat(SelfSigned.findOrCreate(fixtures, hosts, 1, Instant.now(), random)).isEqualTo(made);
    assertThat(Files.readString(Path.of(made.certFile()))).isEqualTo(text);
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(made.keyFile()))))
        .isEqualTo("rw-------");
    X509Certificate own = PemFiles.authorities(made.certFile()).getFirst();
    try (var listener = fixture.secure(made)) {
      var channel = Fixture.secureChannel(listener.port(), own, null);
      assertThat(Fixture.checkHealth(channel)).isEqualTo(ServingStatus.SERVING);
    }
    assertThatThrownBy(() -> SelfSigned.findOrCreate(fixtures, hosts, 0, Instant.now(), random))
        .hasMessage("selfSignedCertValidity is invalid,it should be greater than 0");
  }

  @Test
  void aSecureListenerNeedsFiles() {
    assertThatThrownBy(() -> fixture.open(ListenAddress.tcp(true, "127.0.0.1", 2379)))
        .hasMessage(
            "cannot listen on TLS for 127.0.0.1:2379: KeyFile and CertFile are not presented");
  }

  private TlsFiles withCaOnly() {
    return new TlsFiles(files.certFile(), files.keyFile(), caFile, "", false, List.of(), List.of());
  }

  private @Nullable String rejection() throws InterruptedException {
    return fixture.rejections.poll(10, TimeUnit.SECONDS);
  }

  private ServingStatus grpc(ClientListener listener, TestCertificates.@Nullable Issued own)
      throws IOException {
    return Fixture.checkHealth(
        Fixture.secureChannel(listener.port(), authority.certificate(), own));
  }

  private int http(ClientListener listener, TestCertificates.@Nullable Issued own)
      throws IOException, InterruptedException {
    try (var http = Fixture.httpClient(authority.certificate(), own)) {
      return Fixture.get(http, "https://127.0.0.1:" + listener.port() + "/").statusCode();
    }
  }

  private static SSLSocket connect(
      ClientListener listener, X509Certificate trusted, String... protocols) throws IOException {
    var sockets = Fixture.sslContext(trusted, null).getSocketFactory();
    Socket plain = Fixture.connect(listener.port());
    var socket = (SSLSocket) sockets.createSocket(plain, "localhost", listener.port(), true);
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    try {
      socket.startHandshake();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return socket;
  }
}
