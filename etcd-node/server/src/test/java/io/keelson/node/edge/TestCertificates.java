package io.keelson.node.edge;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** An authority for tests, and what it signs. */
public final class TestCertificates {
  private static final Duration VALIDITY = Duration.ofDays(1);

  private final AtomicInteger serials = new AtomicInteger(100);
  private final X500Name name;
  private final KeyPair pair;
  private final X509Certificate certificate;

  /** A certificate and its key. */
  public record Issued(X509Certificate certificate, PrivateKey key) {
    /** Writes both; returns server-side TLS files for them. */
    public TlsFiles write(Path folder, String name) {
      return TlsFiles.server(
          writePem(folder.resolve(name + ".crt"), certificate),
          writePem(folder.resolve(name + ".key"), new PemObject("PRIVATE KEY", key.getEncoded())));
    }
  }

  /** A new authority. */
  public TestCertificates(String commonName) {
    name = new X500Name("CN=" + commonName);
    pair = newPair();
    certificate = sign(name, pair, true, List.of());
  }

  X509Certificate certificate() {
    return certificate;
  }

  /** Writes the authority's certificate; returns the path. */
  public String write(Path folder, String file) {
    return writePem(folder.resolve(file), certificate);
  }

  /** Issues a certificate for 127.0.0.1, localhost and more names. */
  public Issued issue(String commonName, String... dnsNames) {
    return issueFor(newPair(), commonName, dnsNames);
  }

  /** Issues a certificate for a key of any kind. */
  Issued issueFor(KeyPair own, String commonName, String... dnsNames) {
    var subject = new X500Name("CN=" + commonName + ",O=tests");
    return new Issued(sign(subject, own, false, Arrays.asList(dnsNames)), own.getPrivate());
  }

  /** Writes a revocation list with these certificates. */
  String writeCrl(Path file, X509Certificate... revoked) {
    try {
      var crl = new X509v2CRLBuilder(name, Date.from(Instant.now()));
      for (X509Certificate one : revoked) {
        crl.addCRLEntry(one.getSerialNumber(), Date.from(Instant.now()), 0);
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
      Files.write(file, crl.build(signer).getEncoded());
      return file.toString();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  static String writePem(Path file, Object value) {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Files.writeString(file, text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toString();
  }

  private X509Certificate sign(
      X500Name subject, KeyPair subjectPair, boolean isAuthority, List<String> dnsNames) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(serials.incrementAndGet()),
              Date.from(Instant.now().minus(VALIDITY)),
              Date.from(Instant.now().plus(VALIDITY)),
              subject,
              subjectPair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
      if (!isAuthority) {
        addNames(builder, dnsNames);
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void addNames(JcaX509v3CertificateBuilder builder, List<String> dnsNames)
      throws CertIOException {
    GeneralName[] names = new GeneralName[dnsNames.size() + 2];
    names[0] = new GeneralName(GeneralName.iPAddress, "127.0.0.1");
    names[1] = new GeneralName(GeneralName.dNSName, "localhost");
    for (int i = 0; i < dnsNames.size(); i++) {
      names[i + 2] = new GeneralName(GeneralName.dNSName, dnsNames.get(i));
    }
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
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
