package io.keelson.node.main;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.keelson.bytes.Bytes;
import io.keelson.node.mvcc.KeyValueHash;
import org.jspecify.annotations.Nullable;

/** Questions for hashes and answers to them, as members exchange them: zeros are left out. */
final class HashJson {
  private static final String REVISION = "revision";

  private HashJson() {}

  static Bytes encodeRequest(long revision) {
    JsonObject request = new JsonObject();
    add(request, REVISION, revision);
    return Bytes.utf8(request.toString());
  }

  /**
   * The revision that is asked for.
   *
   * @throws IllegalArgumentException if the text is malformed
   */
  static long decodeRequest(Bytes body) {
    return number(object(body), REVISION);
  }

  /**
   * An answer.
   *
   * @param revision the member's current revision
   */
  record Answer(KeyValueHash hash, long revision) {}

  static Bytes encode(Answer answer) {
    JsonObject header = new JsonObject();
    add(header, REVISION, answer.revision());
    JsonObject response = new JsonObject();
    response.add("header", header);
    add(response, "hash", answer.hash().hash());
    add(response, "compact_revision", answer.hash().compactRevision());
    add(response, "hash_revision", answer.hash().revision());
    return Bytes.utf8(response.toString());
  }

  /**
   * Reads an answer; the hash has revision 0 if the member is older than 3.6.
   *
   * @throws IllegalArgumentException if the text is malformed
   */
  static Answer decode(Bytes body) {
    JsonObject response = object(body);
    @Nullable JsonElement header = response.get("header");
    long revision =
        header != null && header.isJsonObject() ? number(header.getAsJsonObject(), REVISION) : 0;
    return new Answer(
        new KeyValueHash(
            number(response, "hash"),
            number(response, "compact_revision"),
            number(response, "hash_revision")),
        revision);
  }

  private static void add(JsonObject object, String name, long value) {
    if (value != 0) {
      object.addProperty(name, value);
    }
  }

  private static JsonObject object(Bytes body) {
    try {
      JsonElement element = JsonParser.parseString(body.utf8());
      if (element.isJsonObject()) {
        return element.getAsJsonObject();
      }
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("malformed JSON", e);
    }
    throw new IllegalArgumentException("not a JSON object");
  }

  private static long number(JsonObject object, String name) {
    @Nullable JsonElement value = object.get(name);
    if (value == null || value.isJsonNull()) {
      return 0;
    }
    boolean isNumber = value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
    if (!isNumber) {
      throw new IllegalArgumentException(name + " is not a number");
    }
    return Long.parseLong(value.getAsString());
  }
}
