package io.keelson.backup.request;

/** Names of objects. */
public final class Keys {
  /** What follows the base in the key of a manifest. */
  public static final String MANIFEST = ".manifest.json";

  /** What follows the base in the key of a database, before compression and encryption. */
  public static final String DATA = ".db";

  private static final int LENGTH_MAX = 900;

  private Keys() {}

  /** Whether a key is a plain relative path: it can then be used as a file's name too. */
  public static boolean isSafe(String key) {
    if (key.isEmpty() || key.length() > LENGTH_MAX) {
      return false;
    }
    for (String segment : key.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        return false;
      }
    }
    return key.chars().noneMatch(each -> each < ' ' || each == 0x7f || each == '\\');
  }

  /** The part after the last slash. */
  public static String name(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  /** A name beside a key. */
  public static String sibling(String key, String name) {
    return key.substring(0, key.lastIndexOf('/') + 1) + name;
  }
}
