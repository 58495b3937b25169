package io.keelson.backup.store;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Places.StoreFiles;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Target;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Opens stores. */
public final class Stores {
  private Stores() {}

  /**
   * A store for a target.
   *
   * @param files credentials and mounts of this target
   * @param scratch folder for parts of large uploads
   */
  public static Store open(Target target, StoreFiles files, Path scratch) throws BackupException {
    return switch (target) {
      case Target.Volume volume -> new FileStore(files.volume(), volume.prefix(), volume.claim());
      case Target.S3 s3 -> S3Store.open(s3, files, scratch);
      case Target.Gcs gcs -> GcsStore.open(gcs, files);
      case Target.Azure azure -> AzureStore.open(azure, files, scratch);
    };
  }

  /** Reads a stream to its end, which must come early. */
  static byte[] small(InputStream in, int bytesMax, String name) throws IOException {
    byte[] bytes = in.readNBytes(bytesMax + 1);
    if (bytes.length > bytesMax) {
      throw new BackupException(
          Reason.DAMAGED,
          "%s is larger than %d bytes, which what should be there never is"
              .formatted(name, bytesMax));
    }
    return bytes;
  }
}
