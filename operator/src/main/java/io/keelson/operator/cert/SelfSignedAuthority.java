package io.keelson.operator.cert;

import io.keelson.operator.resource.Subject;
import io.keelson.operator.resource.SubjectNames;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of a cluster's own, on P-256. Its key never leaves its secret. */
public final class SelfSignedAuthority {
  /** Certificates are valid a little earlier, since clocks of nodes differ. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private static final int SERIAL_BITS = 127;

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final SecureRandom random;

  private SelfSignedAuthority(X509Certificate certificate, PrivateKey key, SecureRandom random) {
    this.certificate = certificate;
    this.key = key;
    this.random = random;
  }

  /**
   * An authority that was made before.
   *
   * @throws BadCertificateException if it cannot be read, is none, or its key is another's
   */
  public static SelfSignedAuthority of(Issued authority, SecureRandom random)
      throws BadCertificateException {
    X509Certificate certificate = CertificateFacts.parse(authority.certificate());
    PrivateKey key = Keys.read(authority.key());
    if (certificate.getBasicConstraints() < 0) {
      throw new BadCertificateException("the certificate is not one of an authority");
    }
    if (!Keys.fit(certificate, key)) {
      throw new BadCertificateException("the key is not that of the authority's certificate");
    }
    return new SelfSignedAuthority(certificate, key, random);
  }

  /** Makes an authority. */
  public static Issued create(
      String commonName, Instant now, Duration validity, SecureRandom random) {
    KeyPair pair = Keys.generate(random);
    X500Principal name = principal(commonName);
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              serial(random),
              Date.from(start(now)),
              Date.from(end(now, validity)),
              name,
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      return issued(sign(builder, pair.getPrivate(), random), pair.getPrivate());
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("an authority cannot be made", e);
    }
  }

  /** Issues a certificate with a key of its own, which does not outlive the authority. */
  public Issued issue(Subject subject, Instant now, Duration validity) {
    KeyPair pair = Keys.generate(random);
    Instant last = certificate.getNotAfter().toInstant();
    Instant end = end(now, validity);
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              certificate.getSubjectX500Principal(),
              serial(random),
              Date.from(start(now)),
              Date.from(end.isAfter(last) ? last : end),
              principal(subject.commonName()),
              pair.getPublic());
      addExtensions(builder, subject, pair.getPublic());
      return issued(sign(builder, key, random), pair.getPrivate());
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("a certificate cannot be issued", e);
    }
  }

  private void addExtensions(
      JcaX509v3CertificateBuilder builder, Subject subject, PublicKey publicKey)
      throws GeneralSecurityException, IOException {
    JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    // Members are clients of each other, and of themselves, with the same certificate.
    KeyPurposeId[] uses =
        subject.isServer()
            ? new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}
            : new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth};
    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(uses));
    builder.addExtension(
        Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(publicKey));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        identifiers.createAuthorityKeyIdentifier(certificate.getPublicKey()));
    if (!subject.names().isEmpty()) {
      GeneralName[] names =
          subject.names().stream()
              .map(
                  name ->
                      new GeneralName(
                          SubjectNames.isAddress(name)
                              ? GeneralName.iPAddress
                              : GeneralName.dNSName,
                          name))
              .toArray(GeneralName[]::new);
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
  }

  private static X500Principal principal(String commonName) {
    try {
      return new X500Principal(
          new X500NameBuilder().addRDN(BCStyle.CN, commonName).build().getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("\"" + commonName + "\" is no name for a certificate", e);
    }
  }

  private static BigInteger serial(SecureRandom random) {
    // Positive, and of the same length each time.
    return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
  }

  /** Certificates know whole seconds only. */
  private static Instant start(Instant now) {
    return now.minus(SKEW).truncatedTo(ChronoUnit.SECONDS);
  }

  private static Instant end(Instant now, Duration validity) {
    return now.plus(validity).truncatedTo(ChronoUnit.SECONDS);
  }

  private static byte[] sign(
      X509v3CertificateBuilder builder, PrivateKey signer, SecureRandom random)
      throws OperatorCreationException, IOException {
    return builder
        .build(new JcaContentSignerBuilder("SHA256withECDSA").setSecureRandom(random).build(signer))
        .getEncoded();
  }

  private static Issued issued(byte[] certificate, PrivateKey key) {
    return new Issued(
        Pem.write(Pem.CERTIFICATE, certificate), Pem.write(Pem.KEY, key.getEncoded()));
  }
}
