package io.keelson.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about options and files that cannot be used. */
final class TlsInputsTest {
  private final TestCertificates authority = new TestCertificates("test authority");
  @TempDir private Path folder;

  @Test
  void versionsAndSuitesAreChecked() throws Exception {
    assertThatThrownBy(() -> TlsPolicy.parse("TLS1.1", "", List.of()))
        .hasMessage("unexpected TLS version \"TLS1.1\" (must be one of: TLS1.2, TLS1.3)");
    assertThatThrownBy(() -> TlsPolicy.parse("TLS1.3", "TLS1.2", List.of()))
        .hasMessage("min version (TLS1.3) is greater than max version (TLS1.2)");
    assertThatThrownBy(() -> TlsPolicy.parse("", "", List.of("TLS_NONSENSE")))
        .hasMessage("unexpected TLS cipher suite \"TLS_NONSENSE\"");
    String suite = "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256";
    assertThatThrownBy(() -> TlsPolicy.parse("TLS1.3", "", List.of(suite)))
        .hasMessage("cipher suites cannot be configured when only TLS1.3 is enabled");
    var former = TlsPolicy.parse("", "", List.of("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305"));
    assertThat(former.suites()).containsExactly(suite);
    assertThat(TlsPolicy.parse("", "TLS1.2", List.of()).protocols()).containsExactly("TLSv1.2");
  }

  @Test
  void certificateFilesAreChecked() throws Exception {
    TlsFiles good = authority.issue("server").write(folder, "good");
    TlsFiles other = authority.issue("server").write(folder, "other");
    String empty = Files.createFile(folder.resolve("empty")).toString();
    assertThat(PemFiles.pair(good.certFile(), good.keyFile()).chain()).hasSize(1);
    expect(
        good.certFile(),
        "",
        "KeyFile and CertFile must both be present[key: , cert: " + good.certFile() + "]");
    expect("/nowhere", good.keyFile(), "open /nowhere: no such file or directory");
    expect(good.certFile(), "/nowhere", "open /nowhere: no such file or directory");
    expect(folder.toString(), good.keyFile(), "read " + folder + ": is a directory");
    expect(empty, good.keyFile(), "tls: failed to find any PEM data in certificate input");
    expect(good.certFile(), empty, "tls: failed to find any PEM data in key input");
    expect(
        good.keyFile(),
        good.certFile(),
        "tls: failed to find certificate PEM data in certificate input, but did find a private"
            + " key; PEM inputs may have been switched");
    expect(
        good.certFile(),
        good.certFile(),
        "tls: found a certificate rather than a key in the PEM for the private key");
    expect(good.certFile(), other.keyFile(), "tls: private key does not match public key");
  }

  @Test
  void everyKeyFormatIsRead() throws Exception {
    TlsFiles pkcs8 = authority.issue("server").write(folder, "server");
    assertThat(PemFiles.pair(pkcs8.certFile(), pkcs8.keyFile()).key().getAlgorithm())
        .isEqualTo("EC");
    TlsFiles sec1 =
        SelfSigned.findOrCreate(folder, List.of("a"), 1, Instant.now(), new SecureRandom());
    assertThat(Files.readString(Path.of(sec1.keyFile()))).contains("-----BEGIN EC PRIVATE KEY");
    assertThat(PemFiles.pair(sec1.certFile(), sec1.keyFile()).key().getAlgorithm()).isEqualTo("EC");
    KeyPair rsa = newRsa();
    var info = PrivateKeyInfo.getInstance(rsa.getPrivate().getEncoded());
    var block =
        new PemObject("RSA PRIVATE KEY", info.parsePrivateKey().toASN1Primitive().getEncoded());
    String pkcs1 = TestCertificates.writePem(folder.resolve("rsa.key"), block);
    expect(sec1.certFile(), pkcs1, "tls: private key does not match public key");
  }

  private static KeyPair newRsa() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  @Test
  void hostsMatchAsInGo() throws IOException {
    var certificate = authority.issue("x", "*.example.com", "Exact.Test").certificate();
    assertThat(HostPattern.matches(certificate, "a.example.com")).isTrue();
    assertThat(HostPattern.matches(certificate, "a.b.example.com")).isFalse();
    assertThat(HostPattern.matches(certificate, "example.com")).isFalse();
    assertThat(HostPattern.matches(certificate, "exact.test")).isTrue();
    assertThat(HostPattern.matches(certificate, "127.0.0.1")).isTrue();
    assertThat(HostPattern.matches(certificate, "127.0.0.2")).isFalse();
    assertThat(HostPattern.matches(certificate, "x")).as("common name").isFalse();
  }

  @Test
  void listenAddressesAreRead() {
    assertThat(ListenAddress.parse("http://127.0.0.1:2379").display())
        .isEqualTo("tcp 127.0.0.1:2379");
    assertThat(ListenAddress.parse("https://[::1]:2379").display()).isEqualTo("tcp [::1]:2379");
    assertThat(ListenAddress.parse("unix://localhost:m1").path()).isEqualTo("localhost:m1");
    assertThat(ListenAddress.parse("unixs:///tmp/s").isSecure()).isTrue();
    for (String bad : List.of("ftp://a:1", "http://a", "http://a:b", "http://a:1/b", "a:1")) {
      assertThatThrownBy(() -> ListenAddress.parse(bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void expect(String cert, String key, String message) {
    assertThatThrownBy(() -> PemFiles.pair(cert, key))
        .isInstanceOf(TlsException.class)
        .hasMessage(message);
  }
}
