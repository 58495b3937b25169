package io.keelson.operator.cert;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Blocks of text around Base64. */
final class Pem {
  static final String CERTIFICATE = "CERTIFICATE";
  static final String KEY = "PRIVATE KEY";

  private static final int COLUMNS = 64;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+([A-Za-z0-9+/=\\s]*?)-----END \\1-----");

  private Pem() {}

  static String write(String type, byte[] content) {
    Base64.Encoder encoder = Base64.getMimeEncoder(COLUMNS, "\n".getBytes(US_ASCII));
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, encoder.encodeToString(content), type);
  }

  /** The contents of all blocks of a type, in their order; others are passed over. */
  static List<byte[]> read(String type, String text) throws BadCertificateException {
    List<byte[]> contents = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).equals(type)) {
        try {
          contents.add(Base64.getMimeDecoder().decode(block.group(2)));
        } catch (IllegalArgumentException e) {
          throw new BadCertificateException("a block \"" + type + "\" is not Base64", e);
        }
      }
    }
    return contents;
  }
}
