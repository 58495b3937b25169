package io.keelson.backup.store;

import com.google.api.gax.retrying.RetrySettings;
import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.BaseServiceException;
import com.google.cloud.NoCredentials;
import com.google.cloud.ReadChannel;
import com.google.cloud.WriteChannel;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.StorageException;
import com.google.cloud.storage.StorageOptions;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Places.StoreFiles;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Target;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of Google Cloud Storage, by its JSON interface. Uploads are resumable ones: the object
 * exists when the last chunk is there, and what is given up leaves nothing that could be listed.
 */
final class GcsStore implements Store {
  private static final int CHUNK_BYTES = 8 << 20;
  private static final int CONNECT_MILLIS = 10_000;
  private static final int READ_MILLIS = 60_000;

  private final Storage storage;
  private final Target.Gcs target;

  private GcsStore(Storage storage, Target.Gcs target) {
    this.storage = storage;
    this.target = target;
  }

  static GcsStore open(Target.Gcs target, StoreFiles files) throws BackupException {
    StorageOptions.Builder options =
        StorageOptions.http()
            .setCredentials(credentials(target, files))
            .setTransportOptions(
                HttpTransportOptions.newBuilder()
                    .setConnectTimeout(CONNECT_MILLIS)
                    .setReadTimeout(READ_MILLIS)
                    .build())
            .setRetrySettings(
                RetrySettings.newBuilder()
                    .setMaxAttempts(5)
                    .setInitialRetryDelayDuration(Duration.ofMillis(500))
                    .setRetryDelayMultiplier(2)
                    .setMaxRetryDelayDuration(Duration.ofSeconds(10))
                    .setTotalTimeoutDuration(Duration.ofMinutes(5))
                    .build())
            // Buckets say by themselves to whom they belong.
            .setProjectId("keelson");
    @Nullable String endpoint = target.endpoint();
    if (endpoint != null) {
      options.setHost(endpoint);
    }
    return new GcsStore(options.build().getService(), target);
  }

  private static Credentials credentials(Target.Gcs target, StoreFiles files)
      throws BackupException {
    Path file = files.credentials().resolve("service-account.json");
    try {
      if (files.hasCredentials()) {
        try (InputStream in = Files.newInputStream(file)) {
          return GoogleCredentials.fromStream(in)
              .createScoped("https://www.googleapis.com/auth/devstorage.read_write");
        }
      }
      return target.endpoint() == null
          ? GoogleCredentials.getApplicationDefault()
          : NoCredentials.getInstance();
    } catch (IOException e) {
      throw new BackupException(
          Reason.CREDENTIALS_REJECTED,
          "no credentials for Google Cloud Storage: %s: give the secret an entry service-account.json, or the pod's service account an identity"
              .formatted(BackupException.text(e)),
          e);
    }
  }

  private String full(String key) {
    return target.prefix() + key;
  }

  private BlobId id(String key) {
    return BlobId.of(target.bucket(), full(key));
  }

  @Override
  public String uri(String key) {
    return "gs://" + target.bucket() + "/" + full(key);
  }

  @Override
  public Upload create(String key) throws BackupException {
    try {
      WriteChannel channel =
          storage.writer(
              BlobInfo.newBuilder(id(key)).setContentType("application/octet-stream").build());
      channel.setChunkSize(CHUNK_BYTES);
      return new GcsUpload(channel, key);
    } catch (StorageException e) {
      throw failure(e, "write " + uri(key), true);
    }
  }

  private final class GcsUpload extends Upload {
    private final WriteChannel channel;
    private final String key;

    GcsUpload(WriteChannel channel, String key) {
      this.channel = channel;
      this.key = key;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      } catch (StorageException | IOException e) {
        throw failure(e, "write " + uri(key), true);
      }
    }

    @Override
    public void commit() throws IOException {
      try {
        channel.close();
      } catch (StorageException | IOException e) {
        throw failure(e, "finish " + uri(key), true);
      }
    }

    /** Closing the channel would make an object of what is there; so it is left as it is. */
    @Override
    public void close() {
      // The session expires by itself and was never visible.
    }
  }

  @Override
  public void put(String key, byte[] content) throws BackupException {
    try {
      var _ =
          storage.create(
              BlobInfo.newBuilder(id(key)).setContentType("application/json").build(), content);
    } catch (StorageException e) {
      throw failure(e, "write " + uri(key), true);
    }
  }

  @Override
  public Optional<InputStream> open(String key) throws BackupException {
    try {
      @Nullable Blob blob = storage.get(id(key));
      if (blob == null) {
        return Optional.empty();
      }
      ReadChannel channel =
          storage.reader(blob.getBlobId(), Storage.BlobSourceOption.generationMatch());
      channel.setChunkSize(CHUNK_BYTES);
      return Optional.of(Channels.newInputStream(channel));
    } catch (StorageException e) {
      throw failure(e, "read " + uri(key), false);
    }
  }

  @Override
  public Optional<byte[]> get(String key, int bytesMax) throws BackupException {
    Optional<InputStream> found = open(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = found.get()) {
      return Optional.of(Stores.small(in, bytesMax, uri(key)));
    } catch (IOException e) {
      throw failure(e, "read " + uri(key), false);
    }
  }

  @Override
  public void delete(String key) throws BackupException {
    try {
      var _ = storage.delete(id(key));
    } catch (StorageException e) {
      throw failure(e, "delete " + uri(key), true);
    }
  }

  @Override
  public void removeLeftovers(String keyPrefix) {
    // Unfinished uploads cannot be listed; the store removes them after a week.
  }

  @Override
  public List<Item> list(String keyPrefix, int most) throws BackupException {
    List<Item> items = new ArrayList<>();
    try {
      for (Blob blob :
          storage.list(target.bucket(), BlobListOption.prefix(full(keyPrefix))).iterateAll()) {
        if (items.size() == most) {
          break;
        }
        items.add(new Item(blob.getName().substring(target.prefix().length()), blob.getSize()));
      }
    } catch (StorageException e) {
      throw failure(e, "list " + uri(keyPrefix), false);
    }
    return items;
  }

  private static BackupException failure(Exception e, String what, boolean isWrite) {
    @Nullable BackupException known = BackupException.in(e);
    if (known != null) {
      return known;
    }
    int code = e instanceof BaseServiceException answer ? answer.getCode() : 0;
    return HttpFailures.of(e, code, what, isWrite);
  }

  @Override
  public void close() {
    try {
      storage.close();
    } catch (Exception e) {
      // Nothing is left to be done with it.
    }
  }
}
