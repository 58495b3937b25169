package io.keelson.backup.work;

import com.google.gson.JsonObject;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Keys;
import io.keelson.backup.request.Reason;
import io.keelson.backup.store.Store;
import io.keelson.node.log.Field;

/**
 * Removes a backup: its manifest first, so that nothing of it counts any more, then its data. What
 * is gone already is no failure, nor is a store that is gone.
 */
public final class DeleteCommand implements Command {
  private static final int OBJECTS_MAX = 100;

  @Override
  public JsonObject run(Session session) throws BackupException {
    String key = session.request().requiredKey();
    JsonObject result = new JsonObject();
    int deleted = 0;
    try (Store store = session.openTarget()) {
      store.delete(key + Keys.MANIFEST);
      for (Store.Item item : store.list(key + Keys.DATA, OBJECTS_MAX)) {
        store.delete(item.key());
        deleted++;
        session.log().info("deleted", Field.of("uri", store.uri(item.key())));
      }
      store.removeLeftovers(key + ".");
    } catch (BackupException e) {
      if (e.reason() != Reason.BUCKET_MISSING) {
        throw e;
      }
      session.log().warn("the store is gone, and the backup with it", Field.error(e));
    }
    result.addProperty("deleted", deleted);
    return result;
  }
}
