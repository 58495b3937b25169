package io.keelson.node.members;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.keelson.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
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

  /** The context of a change that makes a learner a voter. */
  public static Bytes encodePromotion(long id) {
    return Bytes.utf8(
        "{\"id\":%s,\"peerURLs\":null,\"isPromote\":true}".formatted(Long.toUnsignedString(id)));
  }

  /**
   * Whether the context of a change makes a learner a voter.
   *
   * @throws IllegalArgumentException if it is not the description of a member
   */
  public static boolean isPromotion(Bytes encoded) {
    try {
      JsonElement flag = JsonParser.parseString(encoded.utf8()).getAsJsonObject().get("isPromote");
      return flag != null && flag.getAsBoolean();
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new IllegalArgumentException("not a member description: " + encoded, e);
    }
  }

  /** A list of members, as the page for other members has it. */
  public static Bytes encode(List<Member> members) {
    StringJoiner json = new StringJoiner(",", "[", "]");
    members.forEach(member -> json.add(encode(member).utf8()));
    return Bytes.utf8(json.toString());
  }

  /**
   * Reads such a list.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static List<Member> decodeList(Bytes encoded) {
    try {
      JsonArray array = JsonParser.parseString(encoded.utf8()).getAsJsonArray();
      List<Member> members = new ArrayList<>(array.size());
      array.forEach(member -> members.add(decode(Bytes.utf8(member.toString()))));
      return members;
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NullPointerException e) {
      throw new IllegalArgumentException("not a list of members: " + encoded, e);
    }
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
