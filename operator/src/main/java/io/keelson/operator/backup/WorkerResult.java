package io.keelson.operator.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the program that does the work says of it. */
sealed interface WorkerResult {
  /** Done. */
  record Done(JsonNode content) implements WorkerResult {
    /** A text; null where there is none. Numbers may be texts and texts numbers. */
    @Nullable String text(String field) {
      JsonNode value = content.path(field);
      return value.isValueNode() && !value.isNull() ? value.asText() : null;
    }

    /** A number; null where there is none. */
    @Nullable Long number(String field) {
      String text = text(field);
      return text != null && text.matches("-?[0-9]{1,18}") ? Long.valueOf(text) : null;
    }
  }

  /**
   * Not done.
   *
   * @param reason one word, for conditions
   * @param message with what can be done about it
   * @param retryable another attempt may help
   */
  record NotDone(String reason, String message, boolean retryable) implements WorkerResult {}

  /** What a container's end means. Only a good exit with a good result is one. */
  static WorkerResult of(JobFacts.Outcome outcome) {
    if (outcome.reason().equals("OOMKilled")) {
      return new NotDone(
          "OutOfMemory",
          "the container used more memory than its limit: raise jobTemplate.resources.limits.memory"
              + " or, for a verification, verify.resources.limits.memory",
          true);
    }
    Optional<JsonNode> told = Parser.parse(outcome.message());
    if (told.isEmpty()) {
      return new NotDone(
          "NoResult",
          "the container ended with exit code %d and told no result: look at the log of its pod"
              .formatted(outcome.exitCode()),
          true);
    }
    JsonNode result = told.get();
    if (result.path("ok").asBoolean(false) && outcome.exitCode() == 0) {
      return new Done(result);
    }
    String reason = result.path("reason").asText("");
    return new NotDone(
        Parser.WORD.matcher(reason).matches() ? reason : "WorkerFailed",
        result.path("message").asText("look at the log of its pod"),
        result.path("retryable").asBoolean(outcome.exitCode() == 1));
  }

  /** Reads results. */
  final class Parser {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern WORD = Pattern.compile("[A-Z][A-Za-z0-9]{0,62}");

    private Parser() {}

    private static Optional<JsonNode> parse(String text) {
      try {
        JsonNode tree = JSON.readTree(text);
        return tree != null && tree.isObject() ? Optional.of(tree) : Optional.empty();
      } catch (JsonProcessingException e) {
        return Optional.empty(); // cut off, or not from our program
      }
    }
  }
}
