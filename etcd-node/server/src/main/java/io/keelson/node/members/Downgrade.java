package io.keelson.node.members;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;

/**
 * Whether the cluster is on its way back to an older version.
 *
 * @param isEnabled whether it is
 * @param targetVersion the version, empty if it is not
 */
public record Downgrade(boolean isEnabled, String targetVersion) {
  /** None. */
  public static final Downgrade NONE = new Downgrade(false, "");

  /** The JSON that upstream stores. */
  public byte[] encode() {
    JsonObject json = new JsonObject();
    json.addProperty("target-version", targetVersion);
    json.addProperty("enabled", isEnabled);
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is not such a JSON
   */
  public static Downgrade decode(byte[] row) {
    try {
      JsonObject json =
          JsonParser.parseString(new String(row, StandardCharsets.UTF_8)).getAsJsonObject();
      return new Downgrade(
          json.get("enabled").getAsBoolean(), json.get("target-version").getAsString());
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | UnsupportedOperationException e) {
      throw new IllegalArgumentException("not the state of a downgrade", e);
    }
  }
}
