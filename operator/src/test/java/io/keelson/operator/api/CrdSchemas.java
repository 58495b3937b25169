package io.keelson.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * Finishes a schema. Everything gets a bound, since the API server refuses rules over unbounded
 * values; a default of an object is made of those of its fields, and complete, since the API server
 * checks it by the object's rules when it reads the definition.
 */
final class CrdSchemas {
  private static final int TEXT_MAX = 1024;
  private static final int POD_TEXT_MAX = 32_768;
  private static final int ITEMS_MAX = 64;

  /** Lists of objects by key; all others are replaced as a whole. */
  private static final Map<String, String> LIST_KEYS =
      Map.of(
          "/status/clusters", "name",
          "/status/conditions", "type",
          "/status/members", "slot",
          "/status/certificates", "name");

  private static final List<String> SETS =
      List.of(
          "/spec/image/pullSecrets",
          "/spec/scheduling/topologyKeys",
          "/spec/tls/cipherSuites",
          "/spec/tls/client/extraSANs",
          "/spec/tls/peer/extraSANs");

  private CrdSchemas() {}

  static void finish(String path, ObjectNode schema) {
    switch (schema.path("type").asText()) {
      case "string" -> text(path, schema);
      case "integer" -> wholeBounds(schema);
      case "array" -> list(path, schema);
      case "object" -> object(path, schema);
      default -> {
        // A quantity or a port, which may be a number or text; rules look at those.
      }
    }
  }

  private static void text(String path, ObjectNode schema) {
    if (!schema.has("enum") && !schema.has("maxLength")) {
      schema.put("maxLength", path.startsWith("/spec/podTemplate/") ? POD_TEXT_MAX : TEXT_MAX);
    }
  }

  private static void wholeBounds(ObjectNode schema) {
    for (String bound : List.of("minimum", "maximum")) {
      if (schema.has(bound)) {
        schema.put(bound, schema.get(bound).asLong());
      }
    }
  }

  private static void list(String path, ObjectNode schema) {
    if (!schema.has("maxItems")) {
      schema.put("maxItems", ITEMS_MAX);
    }
    String key = LIST_KEYS.get(path);
    if (key != null && schema.path("items").path("properties").has(key)) {
      schema.putArray("x-kubernetes-list-map-keys").add(key);
      schema.put("x-kubernetes-list-type", "map");
    } else if (SETS.contains(path)) {
      schema.put("x-kubernetes-list-type", "set");
    }
    finish(path + "/*", (ObjectNode) schema.get("items"));
  }

  private static void object(String path, ObjectNode schema) {
    if (schema.has("x-kubernetes-preserve-unknown-fields")) {
      schema.remove("additionalProperties"); // anything, and not only objects
    }
    JsonNode properties = schema.path("properties");
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      finish(path + "/" + property.getKey(), (ObjectNode) property.getValue());
    }
    if (schema.has("default") && !path.equals("/spec/resources")) {
      ObjectNode preset = schema.putObject("default");
      for (Map.Entry<String, JsonNode> property : properties.properties()) {
        if (property.getValue().has("default")) {
          preset.set(property.getKey(), property.getValue().get("default").deepCopy());
        }
      }
    }
    if (schema.get("additionalProperties") instanceof ObjectNode values) {
      if (!schema.has("maxProperties")) {
        schema.put("maxProperties", ITEMS_MAX);
      }
      finish(path + "/*", values);
    }
  }
}
