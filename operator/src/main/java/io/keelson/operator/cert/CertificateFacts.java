package io.keelson.operator.cert;

import io.keelson.operator.api.Durations;
import io.keelson.operator.api.RotationSpec;
import io.keelson.operator.resource.Subject;
import io.keelson.operator.resource.SubjectNames;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * What the operator looks at in a certificate, whoever issued it.
 *
 * @param commonName empty where there is none
 * @param names DNS names and addresses, sorted
 * @param serial hexadecimal digits
 * @param fingerprint SHA-256 of the whole, 64 hexadecimal digits
 */
public record CertificateFacts(
    String commonName,
    List<String> names,
    Instant notBefore,
    Instant notAfter,
    String serial,
    String fingerprint) {
  private static final int DNS_NAME = 2;
  private static final int ADDRESS = 7;

  /** Keeps an immutable copy. */
  public CertificateFacts {
    names = List.copyOf(names);
  }

  /**
   * Reads the first certificate of a PEM text.
   *
   * @throws BadCertificateException if there is none, or it is broken
   */
  public static CertificateFacts of(String pem) throws BadCertificateException {
    return of(parse(pem));
  }

  static CertificateFacts of(X509Certificate certificate) throws BadCertificateException {
    try {
      return new CertificateFacts(
          commonName(certificate),
          names(certificate),
          certificate.getNotBefore().toInstant(),
          certificate.getNotAfter().toInstant(),
          certificate.getSerialNumber().toString(16),
          HexFormat.of()
              .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded())));
    } catch (GeneralSecurityException | InvalidNameException | UnknownHostException e) {
      throw new BadCertificateException("the certificate has parts that cannot be read", e);
    }
  }

  static X509Certificate parse(String pem) throws BadCertificateException {
    List<byte[]> blocks = Pem.read(Pem.CERTIFICATE, pem);
    if (blocks.isEmpty()) {
      throw new BadCertificateException("there is no block \"CERTIFICATE\" in the text");
    }
    return parse(blocks.get(0));
  }

  static X509Certificate parse(byte[] block) throws BadCertificateException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block));
    } catch (GeneralSecurityException e) {
      throw new BadCertificateException("a block \"CERTIFICATE\" is not a certificate", e);
    }
  }

  private static String commonName(X509Certificate certificate) throws InvalidNameException {
    for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
      if (part.getType().equalsIgnoreCase("CN")) {
        return String.valueOf(part.getValue());
      }
    }
    return "";
  }

  private static List<String> names(X509Certificate certificate)
      throws CertificateParsingException, UnknownHostException {
    Set<String> names = new TreeSet<>();
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> alternative : alternatives) {
        if (alternative.get(0).equals(DNS_NAME)) {
          names.add(String.valueOf(alternative.get(1)));
        } else if (alternative.get(0).equals(ADDRESS)) {
          names.add(canonical(String.valueOf(alternative.get(1))));
        }
      }
    }
    return List.copyOf(names);
  }

  /** One way to write each address; no look-up, since it is none of a name. */
  private static String canonical(String address) throws UnknownHostException {
    return InetAddress.getByName(address).getHostAddress();
  }

  /** When it is to be renewed. */
  public Instant renewAt(RotationSpec rotation) {
    return notAfter.minus(Durations.parse(rotation.renewBefore()));
  }

  /** When it is to be renewed, as an authority. */
  public Instant authorityRenewAt(RotationSpec rotation) {
    return notAfter.minus(Durations.parse(rotation.caRenewBefore()));
  }

  /** Whether it is time to renew it. */
  public boolean needsRenewal(Instant now, RotationSpec rotation) {
    return !now.isBefore(renewAt(rotation));
  }

  /** Whether it is time to renew it, as an authority. */
  public boolean authorityNeedsRenewal(Instant now, RotationSpec rotation) {
    return !now.isBefore(authorityRenewAt(rotation));
  }

  /** Whether it is for exactly this subject, so that it need not be issued anew. */
  public boolean isFor(Subject subject) {
    Set<String> wanted = new TreeSet<>();
    for (String name : subject.names()) {
      try {
        wanted.add(SubjectNames.isAddress(name) ? canonical(name) : name);
      } catch (UnknownHostException e) {
        return false;
      }
    }
    return commonName.equals(subject.commonName()) && names.equals(List.copyOf(wanted));
  }
}
