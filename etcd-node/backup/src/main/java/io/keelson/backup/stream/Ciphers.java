package io.keelson.backup.stream;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Request.Encryption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Reads keys and makes ciphers of them. */
public final class Ciphers {
  private static final int KEY_BYTES = 32;
  private static final int FILE_BYTES_MAX = 1 << 16;

  private Ciphers() {}

  /** A cipher that encrypts, with the keys in a folder. */
  public static Cipher toEncrypt(Encryption encryption, Path folder) throws BackupException {
    return switch (encryption) {
      case NONE -> Cipher.NONE;
      case AGE -> AgeCipher.toEncrypt(lines(folder.resolve("recipients.txt")));
      case AES256GCM -> aes(folder);
    };
  }

  /** A cipher that decrypts, with the keys in a folder. */
  public static Cipher toDecrypt(Encryption encryption, Path folder) throws BackupException {
    return switch (encryption) {
      case NONE -> Cipher.NONE;
      case AGE -> AgeCipher.toDecrypt(lines(folder.resolve("identity.txt")));
      case AES256GCM -> aes(folder);
    };
  }

  private static Cipher aes(Path folder) throws BackupException {
    Path file = folder.resolve("key");
    try {
      return new AesCipher(key(file, read(file)));
    } catch (GeneralSecurityException e) {
      throw new BackupException(
          Reason.KEY_MISMATCH, "the key in " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** 64 hexadecimal digits, base64, or the 32 bytes themselves. */
  private static byte[] key(Path file, byte[] content) throws BackupException {
    String text = new String(content, java.nio.charset.StandardCharsets.ISO_8859_1).strip();
    byte[] key;
    try {
      key =
          text.matches("[0-9A-Fa-f]{64}")
              ? HexFormat.of().parseHex(text)
              : Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      key = content;
    }
    if (key.length != KEY_BYTES) {
      throw new BackupException(
          Reason.KEY_MISMATCH,
          "the key in %s is none: it must be 32 bytes, as 64 hexadecimal digits or in base64"
              .formatted(file));
    }
    return key;
  }

  /** Lines without comments and blank ones. */
  private static List<String> lines(Path file) throws BackupException {
    String text = new String(read(file), java.nio.charset.StandardCharsets.UTF_8);
    List<String> lines =
        text.lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).toList();
    if (lines.isEmpty()) {
      throw new BackupException(Reason.KEY_MISMATCH, file + " holds no key: fill the secret");
    }
    return lines;
  }

  private static byte[] read(Path file) throws BackupException {
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new BackupException(Reason.KEY_MISMATCH, file + " is too large to be a key");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new BackupException(
          Reason.KEY_MISMATCH,
          "%s is missing: the backup is encrypted, so name the secret with its key and give that this entry"
              .formatted(file),
          e);
    } catch (BackupException e) {
      throw e;
    } catch (IOException e) {
      throw new BackupException(Reason.KEY_MISMATCH, "cannot read " + file + ": " + e, e);
    }
  }
}
