package io.keelson.backup;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.keelson.backup.request.Reason;
import java.nio.charset.StandardCharsets;

/**
 * How a command ended, in few enough bytes for a container's termination message.
 *
 * @param isOk whether it did what it was asked
 * @param isRetryable whether the same again may succeed if not
 * @param json as it is told
 */
record Outcome(boolean isOk, boolean isRetryable, JsonObject json) {
  static final int BYTES_MAX = 4000;

  private static final int MESSAGE_MAX = 900;
  private static final int LIST_MAX = 15;
  private static final int TEXT_MAX = 200;
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /** It did. */
  static Outcome done(JsonObject result) {
    JsonObject json = new JsonObject();
    json.addProperty("ok", true);
    result.entrySet().forEach(e -> json.add(e.getKey(), e.getValue()));
    return new Outcome(true, false, json);
  }

  /** It did not. */
  static Outcome failed(Reason reason, String message) {
    JsonObject json = new JsonObject();
    json.addProperty("ok", false);
    json.addProperty("reason", reason.text());
    json.addProperty("message", cut(message.strip(), MESSAGE_MAX));
    json.addProperty("retryable", reason.isRetryable());
    return new Outcome(false, reason.isRetryable(), json);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  /** One line of at most {@link #BYTES_MAX} bytes. */
  String text() {
    String text = GSON.toJson(json);
    if (text.getBytes(StandardCharsets.UTF_8).length <= BYTES_MAX) {
      return text;
    }
    JsonObject small = new JsonObject();
    json.entrySet().forEach(e -> small.add(e.getKey(), shortened(e.getValue())));
    return GSON.toJson(small);
  }

  private static JsonElement shortened(JsonElement element) {
    if (element.isJsonArray()) {
      JsonArray array = new JsonArray();
      element.getAsJsonArray().asList().stream()
          .limit(LIST_MAX)
          .forEach(e -> array.add(shortened(e)));
      return array;
    }
    if (element.isJsonObject()) {
      JsonObject object = new JsonObject();
      element
          .getAsJsonObject()
          .entrySet()
          .forEach(e -> object.add(e.getKey(), shortened(e.getValue())));
      return object;
    }
    if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isString()) {
      JsonArray one = new JsonArray();
      one.add(cut(element.getAsString(), TEXT_MAX));
      return one.get(0);
    }
    return element;
  }
}
