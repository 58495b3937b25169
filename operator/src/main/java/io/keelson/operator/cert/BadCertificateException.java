package io.keelson.operator.cert;

/** A certificate or key cannot be read or used; the message says which part of it and why. */
public final class BadCertificateException extends Exception {
  /** With a message that says which part and why. */
  public BadCertificateException(String message) {
    super(message);
  }

  BadCertificateException(String message, Throwable cause) {
    super(message, cause);
  }
}
