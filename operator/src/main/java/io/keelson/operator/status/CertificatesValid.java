package io.keelson.operator.status;

/** No certificate is about to expire, and all that are needed are there. */
final class CertificatesValid {
  private CertificatesValid() {}

  static Verdict of(Report report) {
    Report.Certificates certificates = report.certificates();
    if (!certificates.used()) {
      return Verdict.yes("NotUsed", "TLS is off");
    }
    return certificates.reason().isEmpty()
        ? Verdict.yes("Valid", "%d certificates".formatted(certificates.list().size()))
        : Verdict.no(certificates.reason(), certificates.message());
  }
}
