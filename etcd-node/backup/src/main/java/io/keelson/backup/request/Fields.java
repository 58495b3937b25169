package io.keelson.backup.request;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object whose fields are asked for by name and type. Absent and null are the same; unknown
 * fields are ignored; numbers may be texts. What is wrong is a {@link BackupException} that names
 * the field.
 */
public final class Fields {
  private final JsonObject object;
  private final String path;
  private final Reason reason;

  private Fields(JsonObject object, String path, Reason reason) {
    this.object = object;
    this.path = path;
    this.reason = reason;
  }

  /**
   * Reads a text.
   *
   * @param name what the text is, for messages
   * @param reason what it is if it cannot be read
   */
  public static Fields parse(String text, String name, Reason reason) throws BackupException {
    JsonElement element;
    try {
      element = JsonParser.parseString(text);
    } catch (JsonParseException | StackOverflowError e) {
      throw new BackupException(reason, name + " is not JSON: " + firstLine(e), e);
    }
    if (!element.isJsonObject()) {
      throw new BackupException(reason, name + " is not a JSON object");
    }
    return new Fields(element.getAsJsonObject(), name, reason);
  }

  /** Reads an object; names as in {@link #parse}. */
  public static Fields of(JsonObject object, String name, Reason reason) {
    return new Fields(object, name, reason);
  }

  private static String firstLine(Throwable e) {
    return BackupException.text(e).lines().findFirst().orElse("");
  }

  /** The object itself. */
  public JsonObject json() {
    return object;
  }

  private @Nullable JsonElement get(String name) {
    JsonElement element = object.get(name);
    return element == null || element.isJsonNull() ? null : element;
  }

  /** Whether the field is there. */
  public boolean has(String name) {
    return get(name) != null;
  }

  /** A failure that names a field. */
  public BackupException wrong(String name, String problem) {
    return new BackupException(reason, path + "." + name + " " + problem);
  }

  /** A text, or null. */
  public @Nullable String textOrNull(String name) throws BackupException {
    JsonElement element = get(name);
    if (element == null) {
      return null;
    }
    if (!element.isJsonPrimitive()) {
      throw wrong(name, "must be a text");
    }
    return element.getAsString();
  }

  /** A text, or another. */
  public String text(String name, String otherwise) throws BackupException {
    String text = textOrNull(name);
    return text == null ? otherwise : text;
  }

  /** A text that must be there and not empty. */
  public String text(String name) throws BackupException {
    String text = textOrNull(name);
    if (text == null || text.isEmpty()) {
      throw wrong(name, "is missing");
    }
    return text;
  }

  /** A whole number within bounds, or another. */
  public long number(String name, long otherwise, long least, long most) throws BackupException {
    String text = textOrNull(name);
    if (text == null) {
      return otherwise;
    }
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong(name, "must be a whole number, not \"" + text + "\"");
    }
    if (number < least || number > most) {
      throw wrong(name, "must be between %d and %d, not %d".formatted(least, most, number));
    }
    return number;
  }

  /** True or false. */
  public boolean truth(String name, boolean otherwise) throws BackupException {
    String text = textOrNull(name);
    if (text == null) {
      return otherwise;
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(name, "must be true or false");
    };
  }

  /** An object, or null. */
  public @Nullable Fields object(String name) throws BackupException {
    JsonElement element = get(name);
    if (element == null) {
      return null;
    }
    if (!element.isJsonObject()) {
      throw wrong(name, "must be an object");
    }
    return new Fields(element.getAsJsonObject(), path + "." + name, reason);
  }

  /** Texts; none if the field is absent. */
  public List<String> texts(String name) throws BackupException {
    List<String> texts = new ArrayList<>();
    for (JsonElement each : array(name)) {
      if (!each.isJsonPrimitive()) {
        throw wrong(name, "must hold texts");
      }
      texts.add(each.getAsString());
    }
    return texts;
  }

  /** Objects; none if the field is absent. */
  public List<Fields> objects(String name) throws BackupException {
    List<Fields> objects = new ArrayList<>();
    for (JsonElement each : array(name)) {
      if (!each.isJsonObject()) {
        throw wrong(name, "must hold objects");
      }
      objects.add(
          new Fields(
              each.getAsJsonObject(), path + "." + name + "[" + objects.size() + "]", reason));
    }
    return objects;
  }

  private JsonArray array(String name) throws BackupException {
    JsonElement element = get(name);
    if (element == null) {
      return new JsonArray();
    }
    if (!element.isJsonArray()) {
      throw wrong(name, "must be a list");
    }
    return element.getAsJsonArray();
  }
}
