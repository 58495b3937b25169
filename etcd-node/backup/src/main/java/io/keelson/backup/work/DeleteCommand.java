package io.keelson.backup.work;

import com.google.gson.JsonObject;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Keys;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Target;
import io.keelson.backup.store.Store;
import io.keelson.node.log.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes a backup and its copies: of each its manifest first, so that nothing of it counts any
 * more, then its data. What is gone already is no failure, nor is a store that is gone.
 */
public final class DeleteCommand implements Command {
  private static final int OBJECTS_MAX = 100;

  /** A store that fails does not keep the others from being tidied. */
  @Override
  public JsonObject run(Session session) throws BackupException {
    int deleted = 0;
    @Nullable BackupException failure = null;
    List<Target> copies = session.request().copies();
    for (int i = -1; i < copies.size(); i++) {
      try {
        deleted += remove(session, i);
      } catch (BackupException e) {
        session.log().warn("not deleted", Field.of("copy", i), Field.error(e));
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
    JsonObject result = new JsonObject();
    result.addProperty("deleted", deleted);
    return result;
  }

  private static int remove(Session session, int copy) throws BackupException {
    String key = session.request().requiredKey();
    int deleted = 0;
    try (Store store = copy < 0 ? session.openTarget() : session.openCopy(copy)) {
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
    return deleted;
  }
}
