package io.keelson.backup.manifest;

import com.google.gson.JsonObject;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Fields;
import io.keelson.backup.request.Keys;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Request.Backup;
import io.keelson.backup.request.Request.Compression;
import io.keelson.backup.request.Request.Encryption;
import org.jspecify.annotations.Nullable;

/**
 * That a backup exists, and what is in it.
 *
 * @param backup whose it is
 * @param data where the object is that it describes, and how it is packed
 * @param result what the command that made it answered, without where it is
 * @param cluster what the request told of the cluster
 */
public record Manifest(Backup backup, Data data, JsonObject result, JsonObject cluster) {
  /** What this build writes; the newest that it reads. */
  public static final int FORMAT = 1;

  /**
   * The stored object.
   *
   * @param name last segment of its key; it lies beside the manifest
   * @param storedSize bytes as stored
   * @param sha256 of the bytes as stored, in hexadecimal digits
   * @param size bytes of the snapshot with its trailer
   * @param compression how it is compressed
   * @param encryption how it is encrypted after that
   */
  public record Data(
      String name,
      long storedSize,
      String sha256,
      long size,
      Compression.Type compression,
      Encryption encryption) {}

  /**
   * What the snapshot holds, as far as it matters to checks.
   *
   * @param revision the last
   * @param keys alive at it, −1 if unknown
   * @param hash HashKV at it, null if the source could not tell
   * @param storageVersion of the database, empty for 3.5
   */
  public record Contents(long revision, long keys, @Nullable Hash hash, String storageVersion) {}

  /** HashKV, and after which compaction it was taken (−1 for none). */
  public record Hash(long hash, long revision, long compactRevision) {}

  /** Reads what {@link ManifestCodec} found to be whole. */
  static Manifest of(Fields fields) throws BackupException {
    long format = fields.number("format", 0, 0, Integer.MAX_VALUE);
    if (format > FORMAT) {
      throw new BackupException(
          Reason.NEWER_VERSION,
          "the backup has format %d, this program reads up to %d: use the image of the version that made it"
              .formatted(format, FORMAT));
    }
    Fields backup = required(fields, "backup");
    Fields result = required(fields, "result");
    Fields cluster = fields.object("cluster");
    return new Manifest(
        new Backup(
            backup.text("namespace", ""),
            backup.text("name", ""),
            backup.text("uid", ""),
            backup.text("cluster", ""),
            backup.text("incarnation", "")),
        data(required(fields, "data")),
        result.json(),
        cluster == null ? new JsonObject() : cluster.json());
  }

  private static Fields required(Fields fields, String name) throws BackupException {
    Fields found = fields.object(name);
    if (found == null) {
      throw fields.wrong(name, "is missing");
    }
    return found;
  }

  private static Data data(Fields fields) throws BackupException {
    String name = fields.text("name");
    if (!Keys.isSafe(name) || name.contains("/")) {
      throw fields.wrong("name", "is no name");
    }
    Compression.Type compression = Compression.Type.named(fields.text("compression"));
    Encryption encryption = Encryption.named(fields.text("encryption"));
    if (compression == null || encryption == null) {
      throw new BackupException(
          Reason.NEWER_VERSION,
          "the backup is packed in a way that this program does not know: use the image of the version"
              + " that made it");
    }
    return new Data(
        name,
        fields.number("storedSize", -1, 0, Long.MAX_VALUE),
        fields.text("sha256"),
        fields.number("size", -1, 0, Long.MAX_VALUE),
        compression,
        encryption);
  }

  /**
   * What the snapshot holds.
   *
   * @throws BackupException if the manifest tells it in a way that makes no sense
   */
  public Contents contents() throws BackupException {
    Fields result = Fields.of(this.result, "manifest.result", Reason.DAMAGED);
    Fields hash = result.object("hashKV");
    return new Contents(
        result.number("revision", 0, 0, Long.MAX_VALUE),
        result.number("keys", -1, -1, Long.MAX_VALUE),
        hash == null
            ? null
            : new Hash(
                hash.number("hash", 0, 0, 0xFFFF_FFFFL),
                hash.number("revision", 0, 0, Long.MAX_VALUE),
                hash.number("compactRevision", -1, -1, Long.MAX_VALUE)),
        result.text("storageVersion", ""));
  }

  /** As JSON, without the checksum that {@link ManifestCodec} adds. */
  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    JsonObject owner = new JsonObject();
    owner.addProperty("namespace", backup.namespace());
    owner.addProperty("name", backup.name());
    owner.addProperty("uid", backup.uid());
    owner.addProperty("cluster", backup.cluster());
    owner.addProperty("incarnation", backup.incarnation());
    json.add("backup", owner);
    JsonObject object = new JsonObject();
    object.addProperty("name", data.name());
    object.addProperty("storedSize", data.storedSize());
    object.addProperty("sha256", data.sha256());
    object.addProperty("size", data.size());
    object.addProperty("compression", data.compression().text());
    object.addProperty("encryption", data.encryption().text());
    json.add("data", object);
    json.add("result", result);
    json.add("cluster", cluster);
    return json;
  }
}
