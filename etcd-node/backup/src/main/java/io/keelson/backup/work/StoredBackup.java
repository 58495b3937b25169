package io.keelson.backup.work;

import io.keelson.backup.manifest.Manifest;
import io.keelson.backup.manifest.ManifestCodec;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Keys;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Request;
import io.keelson.backup.request.Request.Compression;
import io.keelson.backup.store.Store;
import io.keelson.backup.stream.Cipher;
import io.keelson.backup.stream.Ciphers;
import io.keelson.backup.stream.Compressions;
import io.keelson.backup.stream.CountedInput;
import io.keelson.backup.stream.Pipe;
import io.keelson.backup.stream.Trailer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot in a store, that of a backup or one that somebody put there. Whatever is read of it is
 * checked: the object as stored, each layer around the snapshot, and the snapshot's own checksum.
 */
final class StoredBackup {
  private static final int CHUNK_BYTES = 1 << 18;

  private final Store store;
  private final String key;
  private final @Nullable Manifest manifest;
  private final Request.@Nullable Encryption encryption;
  private final Compression.Type compression;
  private final @Nullable String expectedSha256;

  private StoredBackup(
      Store store,
      String key,
      @Nullable Manifest manifest,
      Request.@Nullable Encryption encryption,
      Compression.Type compression,
      @Nullable String expectedSha256) {
    this.store = store;
    this.key = key;
    this.manifest = manifest;
    this.encryption = encryption;
    this.compression = compression;
    this.expectedSha256 = expectedSha256;
  }

  /** Reads a manifest; empty if there is none. */
  static Optional<Manifest> manifest(Store store, String key) throws BackupException {
    String name = key + Keys.MANIFEST;
    Optional<byte[]> bytes = store.get(name, ManifestCodec.BYTES_MAX);
    return bytes.isEmpty()
        ? Optional.empty()
        : Optional.of(ManifestCodec.decode(bytes.get(), store.uri(name)));
  }

  /**
   * A backup by its key.
   *
   * @param uid of the backup that must be there, empty for whichever is
   * @param sha256 of the stored object as it is known elsewhere, null if unknown
   */
  static StoredBackup find(Store store, String key, String uid, @Nullable String sha256)
      throws BackupException {
    Manifest manifest =
        manifest(store, key)
            .orElseThrow(
                () ->
                    new BackupException(
                        Reason.BACKUP_MISSING,
                        "there is no manifest %s: the backup was deleted, never finished, or is kept elsewhere"
                            .formatted(store.uri(key + Keys.MANIFEST))));
    Manifest.Data data = manifest.data();
    boolean isOfKey = data.name().startsWith(Keys.name(key) + Keys.DATA);
    if (!isOfKey || !(uid.isEmpty() || uid.equals(manifest.backup().uid()))) {
      throw new BackupException(
          Reason.DAMAGED,
          "%s belongs to another backup (%s/%s, %s): objects in the store were exchanged"
              .formatted(
                  store.uri(key + Keys.MANIFEST),
                  manifest.backup().namespace(),
                  manifest.backup().name(),
                  data.name()));
    }
    if (sha256 != null && !sha256.equalsIgnoreCase(data.sha256())) {
      throw new BackupException(
          Reason.DAMAGED,
          "%s is not the manifest that was written: it tells of an object with another SHA-256 than the one that is known"
              .formatted(store.uri(key + Keys.MANIFEST)));
    }
    return new StoredBackup(
        store,
        Keys.sibling(key, data.name()),
        manifest,
        data.encryption(),
        data.compression(),
        data.sha256());
  }

  /** A snapshot without manifest; what is around it is told by the end of its key. */
  static StoredBackup raw(Store store, String key, @Nullable String sha256) {
    String rest = key;
    Request.Encryption encryption = Request.Encryption.NONE;
    for (Request.Encryption each : Request.Encryption.values()) {
      if (each != Request.Encryption.NONE && rest.endsWith(each.suffix())) {
        encryption = each;
        rest = rest.substring(0, rest.length() - each.suffix().length());
        break;
      }
    }
    Compression.Type compression = Compression.Type.NONE;
    for (Compression.Type each : Compression.Type.values()) {
      if (each != Compression.Type.NONE && rest.endsWith(each.suffix())) {
        compression = each;
      }
    }
    return new StoredBackup(store, key, null, encryption, compression, sha256);
  }

  /** Its manifest, null for a snapshot without. */
  @Nullable Manifest manifest() {
    return manifest;
  }

  /** Where the object is. */
  String uri() {
    return store.uri(key);
  }

  /** Bytes of the snapshot as far as they are known, else 0. */
  long size() {
    return manifest == null ? 0 : manifest.data().size();
  }

  /**
   * Reads all of it, checks it, and gives the snapshot with its trailer to a sink. What the sink
   * got may only be used if this returns.
   *
   * @param keys folder of the keys to decrypt with
   * @return bytes of the snapshot
   * @throws BackupException that says whether the object, the key or the store is to blame
   */
  long read(Path keys, OutputStream sink) throws IOException {
    Cipher cipher =
        Ciphers.toDecrypt(encryption == null ? Request.Encryption.NONE : encryption, keys);
    try (InputStream in = open();
        CountedInput stored = new CountedInput(in)) {
      Trailer trailer = new Trailer();
      @Nullable IOException failure = null;
      try {
        decode(cipher, stored, trailer, sink);
      } catch (BackupException e) {
        if (e.reason() != Reason.KEY_MISMATCH) {
          throw e;
        }
        failure = e;
      } catch (IOException e) {
        @Nullable BackupException known = BackupException.in(e);
        if (known != null && known.reason() != Reason.KEY_MISMATCH) {
          throw known;
        }
        failure = known == null ? e : known;
      }
      stored.drain();
      checkStored(stored.count(), stored.sha256());
      if (failure != null) {
        throw undecodable(failure);
      }
      checkSnapshot(trailer);
      return trailer.count();
    }
  }

  private InputStream open() throws BackupException {
    return store
        .open(key)
        .orElseThrow(
            () ->
                new BackupException(
                    Reason.DATA_MISSING,
                    "%s is gone%s"
                        .formatted(
                            uri(),
                            manifest == null
                                ? ": check the key"
                                : " although its manifest is there: use another backup, and ask"
                                    + " who deletes objects there")));
  }

  private void decode(Cipher cipher, CountedInput stored, Trailer trailer, OutputStream sink)
      throws IOException {
    long most = manifest == null ? Long.MAX_VALUE : manifest.data().size();
    try (Pipe pipe = new Pipe(new Checked(trailer, sink, most), "backup-check")) {
      InputStream in = Compressions.from(cipher.decrypt(stored), compression);
      byte[] bytes = new byte[CHUNK_BYTES];
      int count;
      while ((count = in.read(bytes, 0, bytes.length)) >= 0) {
        pipe.write(bytes, 0, count);
      }
      pipe.finish();
    }
  }

  /** Follows the trailer, and stops what expands without end. */
  private static final class Checked extends OutputStream {
    private final Trailer trailer;
    private final OutputStream sink;
    private final long most;

    Checked(Trailer trailer, OutputStream sink, long most) {
      this.trailer = trailer;
      this.sink = sink;
      this.most = most;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      trailer.update(bytes, offset, length);
      if (trailer.count() > most) {
        throw new IOException("it holds more than the %d bytes it should".formatted(most));
      }
      sink.write(bytes, offset, length);
    }
  }

  private void checkStored(long count, String sha256) throws BackupException {
    if (manifest != null && manifest.data().storedSize() != count) {
      throw damaged("it has %d bytes instead of %d".formatted(count, manifest.data().storedSize()));
    }
    if (expectedSha256 != null && !expectedSha256.equalsIgnoreCase(sha256)) {
      throw damaged("its SHA-256 is %s instead of %s".formatted(sha256, expectedSha256));
    }
  }

  private void checkSnapshot(Trailer trailer) throws BackupException {
    Optional<String> problem = trailer.problem();
    if (problem.isPresent()) {
      throw damaged("of the snapshot in it, " + problem.get());
    }
    if (manifest != null && manifest.data().size() != trailer.count()) {
      throw damaged(
          "the snapshot in it has %d bytes instead of %d"
              .formatted(trailer.count(), manifest.data().size()));
    }
  }

  /** What was stored is what is there, yet it cannot be decoded. */
  private BackupException undecodable(IOException e) {
    if (e instanceof BackupException known) {
      return known;
    }
    boolean isEncrypted = encryption != null && encryption != Request.Encryption.NONE;
    return isEncrypted && expectedSha256 != null
        ? new BackupException(
            Reason.KEY_MISMATCH,
            "%s is as it was stored, but the key given does not decrypt it (%s): name the secret with the key it was encrypted with"
                .formatted(uri(), BackupException.text(e)),
            e)
        : damaged(BackupException.text(e));
  }

  private BackupException damaged(String how) {
    return new BackupException(
        Reason.DAMAGED,
        "%s is damaged: %s: restore from another backup, and look after the store"
            .formatted(uri(), how));
  }
}
