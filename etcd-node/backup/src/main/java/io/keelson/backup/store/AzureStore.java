package io.keelson.backup.store;

import com.azure.core.exception.AzureException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.BinaryData;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Places.StoreFiles;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A container of Azure Blob Storage. An object exists when its list of blocks is committed; blocks
 * that were not are invisible, and the store removes them after a week.
 */
final class AzureStore implements Store {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int TRY_SECONDS = 300;
  private static final int TRIES = 4;

  private final BlobContainerClient container;
  private final Target.Azure target;
  private final Path scratch;

  private AzureStore(BlobContainerClient container, Target.Azure target, Path scratch) {
    this.container = container;
    this.target = target;
    this.scratch = scratch;
  }

  static AzureStore open(Target.Azure target, StoreFiles files, Path scratch)
      throws BackupException {
    HttpClient.Builder http =
        HttpClient.newBuilder().connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1);
    if (files.hasAuthority()) {
      http.sslContext(Secrets.context(files.authority()));
    }
    BlobServiceClientBuilder builder =
        new BlobServiceClientBuilder()
            .httpClient(
                new JdkHttpClientBuilder(http)
                    .responseTimeout(ANSWER)
                    .readTimeout(ANSWER)
                    .writeTimeout(ANSWER)
                    .build())
            .retryOptions(
                new RequestRetryOptions(
                    RetryPolicyType.EXPONENTIAL, TRIES, TRY_SECONDS, null, null, null));
    @Nullable String endpoint = target.endpoint();
    if (endpoint == null && !target.account().isEmpty()) {
      endpoint = "https://" + target.account() + ".blob.core.windows.net";
    }
    try {
      if (endpoint != null) {
        builder.endpoint(endpoint);
      }
      identify(builder, target, files);
      return new AzureStore(
          builder.buildClient().getBlobContainerClient(target.container()), target, scratch);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new BackupException(
          Reason.INVALID_REQUEST,
          "target.azure cannot be used: " + BackupException.text(e) + ": check account and secret",
          e);
    }
  }

  private static void identify(
      BlobServiceClientBuilder builder, Target.Azure target, StoreFiles files)
      throws BackupException {
    if (!files.hasCredentials()) {
      builder.credential(new DefaultAzureCredentialBuilder().build());
      return;
    }
    @Nullable String key = Secrets.optional(files.credentials(), "account-key");
    @Nullable String token = Secrets.optional(files.credentials(), "sas-token");
    @Nullable String connection = Secrets.optional(files.credentials(), "connection-string");
    if (key != null) {
      builder.credential(new StorageSharedKeyCredential(target.account(), key));
    } else if (token != null) {
      builder.sasToken(token);
    } else if (connection != null) {
      builder.connectionString(connection);
    } else {
      throw new BackupException(
          Reason.CREDENTIALS_REJECTED,
          "the secret with the store's credentials has none of account-key, sas-token, connection-string: add one");
    }
  }

  private BlobClient blob(String key) {
    return container.getBlobClient(target.prefix() + key);
  }

  @Override
  public String uri(String key) {
    return "azure://%s/%s/%s%s"
        .formatted(target.account(), target.container(), target.prefix(), key);
  }

  @Override
  public Upload create(String key) {
    return new PartUpload<>(new Blocks(key), scratch);
  }

  /** Blocks of one object. */
  private final class Blocks implements PartUpload.Parts<String> {
    private final String key;
    private final BlockBlobClient blob;

    Blocks(String key) {
      this.key = key;
      this.blob = blob(key).getBlockBlobClient();
    }

    @Override
    public String send(Part part) throws IOException {
      String id =
          Base64.getEncoder()
              .encodeToString("%08d".formatted(part.number()).getBytes(StandardCharsets.US_ASCII));
      try (InputStream in = part.open()) {
        // The stream can be read again, which retries do.
        blob.stageBlock(id, in, part.size());
        return id;
      } catch (AzureException e) {
        throw failure(e, "write block %d of %s".formatted(part.number(), uri(key)), true);
      }
    }

    @Override
    public void complete(List<String> sent, long size) throws IOException {
      try {
        var _ = blob.commitBlockList(sent, true);
      } catch (AzureException e) {
        throw failure(e, "finish " + uri(key), true);
      }
    }

    @Override
    public void abort() {
      // What is not committed is invisible and expires.
    }
  }

  @Override
  public void put(String key, byte[] content) throws BackupException {
    try {
      blob(key).upload(BinaryData.fromBytes(content), true);
    } catch (AzureException e) {
      throw failure(e, "write " + uri(key), true);
    }
  }

  @Override
  public Optional<InputStream> open(String key) throws BackupException {
    try {
      return Optional.of(new Reading(blob(key).openInputStream(), uri(key)));
    } catch (BlobStorageException e) {
      if (e.getStatusCode() == 404 && !"ContainerNotFound".equals(code(e))) {
        return Optional.empty();
      }
      throw failure(e, "read " + uri(key), false);
    } catch (AzureException e) {
      throw failure(e, "read " + uri(key), false);
    }
  }

  private static String code(BlobStorageException e) {
    return String.valueOf(e.getErrorCode());
  }

  /** Turns the SDK's exceptions into ours. */
  private static final class Reading extends InputStream {
    private final InputStream in;
    private final String uri;

    Reading(InputStream in, String uri) {
      this.in = in;
      this.uri = uri;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return in.read(bytes, offset, length);
      } catch (AzureException e) {
        throw failure(e, "read " + uri, false);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
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
    } catch (BackupException e) {
      throw e;
    } catch (IOException e) {
      throw HttpFailures.of(e, 0, "read " + uri(key), false);
    }
  }

  @Override
  public void delete(String key) throws BackupException {
    try {
      var _ = blob(key).deleteIfExists();
    } catch (AzureException e) {
      throw failure(e, "delete " + uri(key), true);
    }
  }

  @Override
  public void removeLeftovers(String keyPrefix) {
    // What is not committed cannot be listed; the store removes it after a week.
  }

  @Override
  public List<Item> list(String keyPrefix, int most) throws BackupException {
    List<Item> items = new ArrayList<>();
    try {
      ListBlobsOptions options = new ListBlobsOptions().setPrefix(target.prefix() + keyPrefix);
      for (BlobItem item : container.listBlobs(options, ANSWER)) {
        if (items.size() == most) {
          break;
        }
        items.add(
            new Item(
                item.getName().substring(target.prefix().length()),
                item.getProperties().getContentLength()));
      }
    } catch (AzureException e) {
      throw failure(e, "list " + uri(keyPrefix), false);
    }
    return items;
  }

  private static BackupException failure(AzureException e, String what, boolean isWrite) {
    int status =
        e instanceof HttpResponseException answer && answer.getResponse() != null
            ? answer.getResponse().getStatusCode()
            : 0;
    return HttpFailures.of(e, status, what, isWrite);
  }

  @Override
  public void close() {
    // The client has nothing that would have to be closed.
  }
}
