package io.keelson.node.members;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.keelson.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link Member} ⇄ the JSON that upstream puts into configuration changes and its {@code members}
 * bucket: {@code id} decimal, {@code peerURLs}, {@code isLearner} only if true, {@code name} and
 * {@code clientURLs} only if not empty, in this order.
 */
public final class MemberCodec {
  private MemberCodec() {}

  /** Encodes. */
  public static Bytes encode(Member member) {
    StringBuilder json = new StringBuilder(128);
    json.append("{\"id\":").append(Long.toUnsignedString(member.id())).append(",\"peerURLs\":");
    appendList(json, member.peerUrls());
    if (member.isLearner()) {
      json.append(",\"isLearner\":true");
    }
    if (!member.name().isEmpty()) {
      json.append(",\"name\":");
      appendText(json, member.name());
    }
    if (!member.clientUrls().isEmpty()) {
      json.append(",\"clientURLs\":");
      appendList(json, member.clientUrls());
    }
    return Bytes.utf8(json.append('}').toString());
  }

  private static void appendList(StringBuilder json, List<String> texts) {
    json.append('[');
    for (int i = 0; i < texts.size(); i++) {
      if (i > 0) {
        json.append(',');
      }
      appendText(json, texts.get(i));
    }
    json.append(']');
  }

  private static void appendText(StringBuilder json, String text) {
    json.append(new com.google.gson.JsonPrimitive(text));
  }

  /**
   * Decodes; unknown fields are ignored.
   *
   * @throws IllegalArgumentException if it is not the description of a member
   */
  public static Member decode(Bytes encoded) {
    try {
      JsonObject json = JsonParser.parseString(encoded.utf8()).getAsJsonObject();
      return new Member(
          Long.parseUnsignedLong(json.get("id").getAsString()),
          json.has("name") ? json.get("name").getAsString() : "",
          texts(json.get("peerURLs")),
          texts(json.get("clientURLs")),
          json.has("isLearner") && json.get("isLearner").getAsBoolean());
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new IllegalArgumentException("not a member description: " + encoded, e);
    }
  }

  private static List<String> texts(@Nullable JsonElement element) {
    if (element == null || element.isJsonNull()) {
      return List.of();
    }
    JsonArray array = element.getAsJsonArray();
    List<String> texts = new ArrayList<>(array.size());
    array.forEach(text -> texts.add(text.getAsString()));
    return texts;
  }
}
