package io.keelson.backup.work;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.keelson.backup.manifest.Manifest;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Keys;
import io.keelson.backup.store.Store;
import java.io.PrintStream;
import java.util.Optional;

/** Prints the backups whose keys begin with the request's, one JSON object per line. */
public final class ListCommand implements Command {
  private static final int OBJECTS_MAX = 1_000_000;
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final PrintStream out;

  /** Prints to a stream. */
  public ListCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public JsonObject run(Session session) throws BackupException {
    int count = 0;
    int damaged = 0;
    try (Store store = session.openTarget()) {
      for (Store.Item item : store.list(session.request().key(), OBJECTS_MAX)) {
        if (!item.key().endsWith(Keys.MANIFEST)) {
          continue;
        }
        String key = item.key().substring(0, item.key().length() - Keys.MANIFEST.length());
        JsonObject line = new JsonObject();
        line.addProperty("key", key);
        try {
          Optional<Manifest> manifest = StoredBackup.manifest(store, key);
          if (manifest.isEmpty()) {
            continue; // deleted meanwhile
          }
          describe(line, store, key, manifest.get());
        } catch (BackupException e) {
          damaged++;
          line.addProperty("problem", BackupException.text(e));
        }
        count++;
        out.println(GSON.toJson(line));
      }
    }
    JsonObject result = new JsonObject();
    result.addProperty("count", count);
    result.addProperty("damaged", damaged);
    return result;
  }

  private static void describe(JsonObject line, Store store, String key, Manifest manifest) {
    line.addProperty("uri", store.uri(Keys.sibling(key, manifest.data().name())));
    line.addProperty("namespace", manifest.backup().namespace());
    line.addProperty("name", manifest.backup().name());
    line.addProperty("uid", manifest.backup().uid());
    line.addProperty("cluster", manifest.backup().cluster());
    manifest.result().entrySet().forEach(e -> line.add(e.getKey(), e.getValue()));
  }
}
