package io.keelson.operator.cert;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The authorities that a side accepts. While an authority is replaced, the old and the new one are
 * both in it: first everybody learns of the new one, then certificates change, then the old goes.
 *
 * @param certificates PEM, each one certificate, no two the same
 */
public record AuthorityBundle(List<String> certificates) {
  /** Keeps an immutable copy. */
  public AuthorityBundle {
    certificates = List.copyOf(certificates);
  }

  /**
   * Reads a PEM text.
   *
   * @throws BadCertificateException if something in it is broken
   */
  public static AuthorityBundle of(String pem) throws BadCertificateException {
    List<String> certificates = new ArrayList<>();
    for (byte[] block : Pem.read(Pem.CERTIFICATE, pem)) {
      try {
        String text = Pem.write(Pem.CERTIFICATE, CertificateFacts.parse(block).getEncoded());
        if (!certificates.contains(text)) {
          certificates.add(text);
        }
      } catch (CertificateEncodingException e) {
        throw new BadCertificateException("an authority cannot be written again", e);
      }
    }
    return new AuthorityBundle(certificates);
  }

  /**
   * With another authority, which comes first.
   *
   * @throws BadCertificateException if it is broken
   */
  public AuthorityBundle with(String authority) throws BadCertificateException {
    return of(authority + text());
  }

  /**
   * With this authority alone.
   *
   * @throws BadCertificateException if it is broken
   */
  public static AuthorityBundle only(String authority) throws BadCertificateException {
    return of(Pem.write(Pem.CERTIFICATE, encoded(CertificateFacts.parse(authority))));
  }

  private static byte[] encoded(X509Certificate certificate) throws BadCertificateException {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new BadCertificateException("an authority cannot be written again", e);
    }
  }

  /** Whether it has this authority. */
  public boolean has(String authority) throws BadCertificateException {
    return certificates.containsAll(only(authority).certificates);
  }

  /**
   * Whether one of the authorities issued the certificate; times are not looked at.
   *
   * @throws BadCertificateException if the certificate is broken
   */
  public boolean issued(String certificate) throws BadCertificateException {
    X509Certificate leaf = CertificateFacts.parse(certificate);
    for (String authority : certificates) {
      X509Certificate issuer = CertificateFacts.parse(authority);
      if (isIssuer(issuer, leaf)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIssuer(X509Certificate issuer, X509Certificate leaf) {
    if (!issuer.getSubjectX500Principal().equals(leaf.getIssuerX500Principal())) {
      return false;
    }
    try {
      leaf.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      // Another authority of the same name.
      return false;
    }
  }

  /** As it is written into a secret. */
  public String text() {
    return String.join("", certificates);
  }
}
