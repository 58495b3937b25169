package io.keelson.backup.stream;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * Tink's AES256_GCM_HKDF_1MB: a key of its own for each object, and segments of 1 MiB that cannot
 * be reordered, left out or cut off.
 */
final class AesCipher implements Cipher {
  private static final int KEY_BYTES = 32;
  private static final int SEGMENT_BYTES = 1 << 20;
  private static final byte[] NO_DATA = "".getBytes(StandardCharsets.US_ASCII);

  private final AesGcmHkdfStreaming streaming;

  AesCipher(byte[] key) throws GeneralSecurityException {
    streaming = new AesGcmHkdfStreaming(key, "HmacSha256", KEY_BYTES, SEGMENT_BYTES, 0);
  }

  @Override
  public OutputStream encrypt(OutputStream out) throws IOException {
    try {
      return streaming.newEncryptingStream(out, NO_DATA);
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot encrypt: " + e.getMessage(), e);
    }
  }

  @Override
  public InputStream decrypt(InputStream in) throws IOException {
    try {
      return streaming.newDecryptingStream(in, NO_DATA);
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot decrypt: " + e.getMessage(), e);
    }
  }
}
