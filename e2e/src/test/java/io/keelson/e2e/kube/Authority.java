package io.keelson.e2e.kube;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/** A certificate authority with its folder of PEM files; valid for a day. */
public final class Authority {
  private static final Duration VALIDITY = Duration.ofDays(1);
  private static final char[] NO_PASSWORD = {};

  private final Path folder;
  private final X500Name name;
  private final KeyPair pair = newPair();
  private final X509Certificate certificate;
  private final Identity own;
  private long serial = 1;

  /** A certificate with its key, in memory and as files. */
  public record Identity(X509Certificate certificate, KeyPair pair, Path certFile, Path keyFile) {}

  public Authority(Path folder, String commonName) {
    this.folder = folder;
    name = new X500Name("CN=" + commonName);
    certificate = sign(name, pair, true, new GeneralName[0]);
    own = write(commonName, certificate, pair);
  }

  public Path certFile() {
    return own.certFile();
  }

  Path keyFile() {
    return own.keyFile();
  }

  /**
   * A server's certificate when names are given, which are DNS names or IP addresses; good for
   * clients always.
   *
   * @param subject such as {@code O=system:masters,CN=admin}
   */
  public Identity issue(String file, String subject, String... names) {
    GeneralName[] alternatives =
        Arrays.stream(names)
            .map(
                alternative ->
                    new GeneralName(
                        alternative.matches("[0-9.]+")
                            ? GeneralName.iPAddress
                            : GeneralName.dNSName,
                        alternative))
            .toArray(GeneralName[]::new);
    KeyPair key = newPair();
    return write(file, sign(new X500Name(subject), key, false, alternatives), key);
  }

  /** Trusts this authority and shows the given certificate, or none. */
  public SSLContext context(@Nullable Identity client) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, NO_PASSWORD);
      trusted.setCertificateEntry("ca", certificate);
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      KeyManager[] keys = client == null ? null : new KeyManager[] {new ShownIdentity(client)};
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A key pair without certificate: {@code file.key} and {@code file.pub}. */
  public static void writeKeyPair(Path folder, String file) {
    KeyPair key = newPair();
    writePem(folder.resolve(file + ".key"), new PemObject("PRIVATE KEY", encoded(key)));
    writePem(folder.resolve(file + ".pub"), key.getPublic());
  }

  private Identity write(String file, X509Certificate signed, KeyPair key) {
    Path certFile = writePem(folder.resolve(file + ".crt"), signed);
    var block = new PemObject("PRIVATE KEY", encoded(key));
    return new Identity(signed, key, certFile, writePem(folder.resolve(file + ".key"), block));
  }

  private X509Certificate sign(
      X500Name subject, KeyPair key, boolean isAuthority, GeneralName[] alternatives) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(serial++),
              Date.from(Instant.now().minus(Duration.ofMinutes(5))),
              Date.from(Instant.now().plus(VALIDITY)),
              subject,
              key.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
      if (alternatives.length > 0) {
        builder.addExtension(
            Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] encoded(KeyPair key) {
    return key.getPrivate().getEncoded();
  }

  private static Path writePem(Path file, Object value) {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      return Files.writeString(file, text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KeyPair newPair() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
