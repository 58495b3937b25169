package io.keelson.backup.manifest;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Fields;
import io.keelson.backup.request.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A manifest as bytes: JSON whose last field is the SHA-256 of all that stands before its value. So
 * a changed byte is found wherever it is, also where nothing would ever read it.
 */
public final class ManifestCodec {
  /** Larger ones are refused. */
  public static final int BYTES_MAX = 1 << 20;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
  private static final String FIELD = ",\n  \"manifestSha256\": \"";
  private static final String END = "\"\n}\n";
  private static final int HEX_DIGITS = 64;

  private ManifestCodec() {}

  /** Writes. */
  public static byte[] encode(Manifest manifest) {
    String json = GSON.toJson(manifest.json());
    String head = json.substring(0, json.lastIndexOf('\n')) + FIELD;
    String hash = HexFormat.of().formatHex(sha256(head.getBytes(StandardCharsets.UTF_8)));
    return (head + hash + END).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads.
   *
   * @param name of the object, for messages
   */
  public static Manifest decode(byte[] bytes, String name) throws BackupException {
    int head = bytes.length - HEX_DIGITS - END.length();
    String text = text(bytes, name);
    if (head <= 0 || text.length() <= HEX_DIGITS + END.length()) {
      throw damaged(name, "it is too short");
    }
    int at = text.length() - HEX_DIGITS - END.length();
    boolean isMarked = text.endsWith(END) && text.substring(0, at).endsWith(FIELD);
    byte[] before = java.util.Arrays.copyOf(bytes, head);
    String hash = HexFormat.of().formatHex(sha256(before));
    if (!isMarked || !text.substring(at, at + HEX_DIGITS).equals(hash)) {
      throw damaged(name, "its own checksum does not match");
    }
    return Manifest.of(Fields.parse(text, "manifest", Reason.DAMAGED));
  }

  private static String text(byte[] bytes, String name) throws BackupException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw damaged(name, "it is not UTF-8");
    }
  }

  private static BackupException damaged(String name, String how) {
    return new BackupException(
        Reason.DAMAGED,
        "the manifest %s is damaged (%s): restore from another backup, and look after the store"
            .formatted(name, how));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
