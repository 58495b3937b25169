package io.keelson.backup.store;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Reads what a secret mounts. */
final class Secrets {
  private Secrets() {}

  /** An entry, or null if there is none. */
  static @Nullable String optional(Path folder, String name) throws BackupException {
    try {
      String text = Files.readString(folder.resolve(name)).strip();
      return text.isEmpty() ? null : text;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new BackupException(
          Reason.CREDENTIALS_REJECTED, "cannot read " + folder.resolve(name) + ": " + e, e);
    }
  }

  /** An entry that must be there. */
  static String required(Path folder, String name) throws BackupException {
    @Nullable String text = optional(folder, name);
    if (text == null) {
      throw new BackupException(
          Reason.CREDENTIALS_REJECTED,
          "the secret with the store's credentials has no entry \"" + name + "\": add it");
    }
    return text;
  }

  /** Trusts the certificates in a file. */
  static TrustManager[] trust(Path authority) throws BackupException {
    try (InputStream in = Files.newInputStream(authority)) {
      KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
      keys.load(null, null);
      int count = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        keys.setCertificateEntry("ca-" + count++, each);
      }
      if (count == 0) {
        throw new GeneralSecurityException("no certificate is in it");
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(keys);
      return factory.getTrustManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new BackupException(
          Reason.TARGET_UNREACHABLE,
          "the CA bundle of the store cannot be used: " + e.getMessage(),
          e);
    }
  }

  /** The same as a context. */
  static SSLContext context(Path authority) throws BackupException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust(authority), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new BackupException(Reason.INTERNAL, "no TLS: " + e.getMessage(), e);
    }
  }
}
