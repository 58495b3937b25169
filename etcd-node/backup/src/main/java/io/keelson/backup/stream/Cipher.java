package io.keelson.backup.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Encryption with keys at hand. */
public interface Cipher {
  /** No encryption. */
  Cipher NONE =
      new Cipher() {
        @Override
        public OutputStream encrypt(OutputStream out) {
          return out;
        }

        @Override
        public InputStream decrypt(InputStream in) {
          return in;
        }
      };

  /** Encrypts into a stream; closing it writes the end and closes what is behind. */
  OutputStream encrypt(OutputStream out) throws IOException;

  /**
   * Reads what was encrypted. What cannot be decrypted is an {@link IOException}, of our own kind
   * if the key is wrong.
   */
  InputStream decrypt(InputStream in) throws IOException;
}
