package io.keelson.backup.work;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.keelson.backup.manifest.Manifest;
import io.keelson.backup.manifest.ManifestCodec;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Keys;
import io.keelson.backup.request.Reason;
import io.keelson.backup.store.Store;
import io.keelson.backup.store.Upload;
import io.keelson.backup.stream.CountedInput;
import io.keelson.node.log.Field;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Copies a backup to further stores, one after the other. One that fails does not hold the rest.
 */
final class Copies {
  private static final int MESSAGE_MAX = 300;

  private final Session session;
  private final Store from;
  private final String key;
  private final Manifest manifest;

  Copies(Session session, Store from, String key, Manifest manifest) {
    this.session = session;
    this.from = from;
    this.key = key;
    this.manifest = manifest;
  }

  JsonArray run() throws InterruptedException {
    JsonArray results = new JsonArray();
    for (int i = 0; i < session.request().copies().size(); i++) {
      JsonObject result = new JsonObject();
      try (Store to = session.openCopy(i)) {
        result.addProperty("uri", to.uri(dataKey()));
        copy(to);
        result.addProperty("ok", true);
        result.addProperty("message", "");
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        session.log().warn("copy failed", Field.of("copy", i), Field.error(e));
        String text = BackupException.text(e);
        result.addProperty("ok", false);
        result.addProperty("message", text.substring(0, Math.min(text.length(), MESSAGE_MAX)));
      }
      results.add(result);
    }
    return results;
  }

  private String dataKey() {
    return Keys.sibling(key, manifest.data().name());
  }

  private void copy(Store to) throws IOException {
    Optional<Manifest> found = StoredBackup.manifest(to, key);
    if (found.isPresent() && found.get().backup().uid().equals(manifest.backup().uid())) {
      return;
    }
    if (found.isPresent()) {
      throw new BackupException(
          Reason.INVALID_REQUEST, to.uri(key) + " belongs to another backup: use another prefix");
    }
    to.removeLeftovers(key + ".");
    Optional<InputStream> source = from.open(dataKey());
    if (source.isEmpty()) {
      throw new BackupException(Reason.DATA_MISSING, from.uri(dataKey()) + " is gone");
    }
    try (CountedInput in = new CountedInput(source.get());
        Upload upload = to.create(dataKey())) {
      byte[] bytes = new byte[1 << 18];
      int count;
      while ((count = in.read(bytes, 0, bytes.length)) >= 0) {
        upload.write(bytes, 0, count);
      }
      if (!in.sha256().equals(manifest.data().sha256())) {
        throw new BackupException(
            Reason.DAMAGED, from.uri(dataKey()) + " changed since it was written");
      }
      upload.commit();
    }
    to.put(key + Keys.MANIFEST, ManifestCodec.encode(manifest));
  }
}
