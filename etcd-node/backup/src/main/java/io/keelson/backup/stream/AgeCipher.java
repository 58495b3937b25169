package io.keelson.backup.stream;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/** The format of age, with X25519 keys. */
final class AgeCipher implements Cipher {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final String OTHER_KEY =
      "the backup is encrypted for another identity than the one given: name the secret that holds"
          + " the right identity.txt";

  private final List<RecipientStanzaWriter> writers;
  private final List<RecipientStanzaReader> readers;

  private AgeCipher(List<RecipientStanzaWriter> writers, List<RecipientStanzaReader> readers) {
    this.writers = writers;
    this.readers = readers;
  }

  static AgeCipher toEncrypt(List<String> recipients) throws BackupException {
    List<RecipientStanzaWriter> writers = new ArrayList<>();
    for (String recipient : recipients) {
      try {
        writers.add(X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient));
      } catch (GeneralSecurityException | RuntimeException e) {
        throw new BackupException(
            Reason.KEY_MISMATCH,
            "\"" + recipient + "\" in recipients.txt is no recipient of age (age1…)",
            e);
      }
    }
    return new AgeCipher(writers, List.of());
  }

  static AgeCipher toDecrypt(List<String> identities) throws BackupException {
    List<RecipientStanzaReader> readers = new ArrayList<>();
    for (String identity : identities) {
      try {
        readers.add(X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(identity));
      } catch (GeneralSecurityException | RuntimeException e) {
        // Not with the line: it is secret.
        throw new BackupException(
            Reason.KEY_MISMATCH, "identity.txt holds no identity of age (AGE-SECRET-KEY-1…)");
      }
    }
    return new AgeCipher(List.of(), readers);
  }

  @Override
  public OutputStream encrypt(OutputStream out) throws IOException {
    try {
      // The channel has a buffer of one block; whole blocks spare it small writes.
      return new BufferedOutputStream(
          Channels.newOutputStream(
              new StandardEncryptingChannelFactory()
                  .newEncryptingChannel(Channels.newChannel(out), writers)),
          BUFFER_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot encrypt: " + e.getMessage(), e);
    }
  }

  @Override
  public InputStream decrypt(InputStream in) throws IOException {
    try {
      return Channels.newInputStream(
          new StandardDecryptingChannelFactory()
              .newDecryptingChannel(Channels.newChannel(in), readers));
    } catch (UnsupportedRecipientStanzaException e) {
      throw new BackupException(Reason.KEY_MISMATCH, OTHER_KEY, e);
    } catch (GeneralSecurityException e) {
      throw new BackupException(Reason.KEY_MISMATCH, OTHER_KEY + " (" + e.getMessage() + ")", e);
    }
  }
}
