package io.keelson.node.edge;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * The certificate that {@code --auto-tls} makes for itself, and uses again when it is there. Its
 * curve is P-256; upstream's P-521 is refused by clients built on BoringSSL.
 */
public final class SelfSigned {
  private static final int SERIAL_BITS = 128;
  private static final int DAYS_PER_YEAR = 365;

  private SelfSigned() {}

  /**
   * Finds {@code cert.pem} and {@code key.pem} in a folder, or makes them.
   *
   * @param folder {@code <data-dir>/fixtures/client} for the client side
   * @param hosts names and addresses to be valid for
   * @param validityYears of a new certificate
   * @param now when a new certificate starts to be valid
   */
  public static TlsFiles findOrCreate(
      Path folder, List<String> hosts, int validityYears, Instant now, SecureRandom random)
      throws TlsException {
    if (validityYears <= 0) {
      throw new TlsException("selfSignedCertValidity is invalid,it should be greater than 0");
    }
    Path cert = folder.resolve("cert.pem").toAbsolutePath();
    Path key = folder.resolve("key.pem").toAbsolutePath();
    try {
      if (!Files.exists(cert) || !Files.exists(key)) {
        create(
            cert,
            key,
            hosts,
            now,
            now.plus(Duration.ofDays((long) DAYS_PER_YEAR * validityYears)),
            random);
      }
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new TlsException("cannot generate certificate in " + folder + ": " + e.getMessage(), e);
    }
    return TlsFiles.server(cert.toString(), key.toString());
  }

  private static void create(
      Path cert, Path key, List<String> hosts, Instant from, Instant until, SecureRandom random)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    KeyPair pair = generator.generateKeyPair();
    var subject = new X500Name("O=etcd");
    var builder =
        new JcaX509v3CertificateBuilder(
            subject,
            new BigInteger(SERIAL_BITS, random),
            Date.from(from),
            Date.from(until),
            subject,
            pair.getPublic());
    builder.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(KeyUsage.keyEncipherment | KeyUsage.digitalSignature | KeyUsage.cRLSign));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    List<GeneralName> names = names(hosts);
    if (!names.isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.toArray(new GeneralName[0])));
    }
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    Files.createDirectories(
        folderOf(cert),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(cert, pem(new PemObject("CERTIFICATE", certificate.getEncoded())));
    Files.deleteIfExists(key);
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        key, pem(new PemObject("EC PRIVATE KEY", keyBytes((ECPrivateKey) pair.getPrivate()))));
  }

  private static Path folderOf(Path file) {
    Path folder = file.getParent();
    return folder == null ? file : folder;
  }

  private static List<GeneralName> names(List<String> hosts) {
    List<GeneralName> names = new ArrayList<>();
    for (String host : hosts.stream().distinct().toList()) {
      if (host.isEmpty()) {
        continue;
      }
      names.add(
          new GeneralName(isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host));
    }
    return names;
  }

  private static boolean isAddress(String host) {
    try {
      return InetAddress.ofLiteral(host) != null;
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  /** With the curve's name, which the JDK leaves out of a key and readers need. */
  private static byte[] keyBytes(ECPrivateKey key) throws IOException {
    return new org.bouncycastle.asn1.sec.ECPrivateKey(
            key.getParams().getOrder().bitLength(), key.getS(), SECObjectIdentifiers.secp256r1)
        .getEncoded();
  }

  private static String pem(PemObject block) throws IOException {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(block);
    }
    return text.toString();
  }
}
