package io.keelson.operator.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What a container of ours left in its termination message. */
final class Said {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Said() {}

  /** For people: reason and message of a failure that was told as JSON; else as it is. */
  static String text(String message) {
    if (!message.startsWith("{")) {
      return message;
    }
    try {
      JsonNode said = JSON.readTree(message);
      String text = said.path("message").asText("");
      String reason = said.path("reason").asText("");
      return text.isEmpty() ? message : reason.isEmpty() ? text : reason + ": " + text;
    } catch (JsonProcessingException e) {
      return message;
    }
  }
}
