package io.keelson.backup.store;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Places.StoreFiles;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket of an S3-compatible store. Calls that fail for a moment are made again by the SDK. */
final class S3Store implements Store {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration SOCKET = Duration.ofSeconds(60);
  private static final Duration ATTEMPT = Duration.ofMinutes(5);
  private static final Duration CALL = Duration.ofMinutes(15);
  private static final int ATTEMPTS = 4;

  private final S3Client client;
  private final Target.S3 target;
  private final Path scratch;

  private S3Store(S3Client client, Target.S3 target, Path scratch) {
    this.client = client;
    this.target = target;
    this.scratch = scratch;
  }

  static S3Store open(Target.S3 target, StoreFiles files, Path scratch) throws BackupException {
    UrlConnectionHttpClient.Builder http =
        UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SOCKET);
    if (files.hasAuthority()) {
      var trusted = Secrets.trust(files.authority());
      http.tlsTrustManagersProvider(() -> trusted);
    }
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(http)
            .credentialsProvider(credentials(files))
            .region(region(target))
            .forcePathStyle(target.isPathStyle())
            .requestChecksumCalculation(
                target.isChecksumAlways()
                    ? RequestChecksumCalculation.WHEN_SUPPORTED
                    : RequestChecksumCalculation.WHEN_REQUIRED)
            // Whole objects are checked against the manifest; parts may lack a checksum of their
            // own.
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(
                config ->
                    config
                        .apiCallAttemptTimeout(ATTEMPT)
                        .apiCallTimeout(CALL)
                        .retryStrategy(
                            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS)
                                .build()));
    @Nullable String endpoint = target.endpoint();
    if (endpoint != null) {
      builder.endpointOverride(address(endpoint));
    }
    return new S3Store(builder.build(), target, scratch);
  }

  private static URI address(String endpoint) throws BackupException {
    try {
      URI uri = URI.create(endpoint.contains("://") ? endpoint : "https://" + endpoint);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new BackupException(
        Reason.INVALID_REQUEST,
        "target.s3.endpoint \"" + endpoint + "\" is not of the form https://HOST[:PORT]");
  }

  private static AwsCredentialsProvider credentials(StoreFiles files) throws BackupException {
    if (!files.hasCredentials()) {
      return DefaultCredentialsProvider.builder().build();
    }
    String id = Secrets.required(files.credentials(), "AWS_ACCESS_KEY_ID");
    String key = Secrets.required(files.credentials(), "AWS_SECRET_ACCESS_KEY");
    @Nullable String token = Secrets.optional(files.credentials(), "AWS_SESSION_TOKEN");
    return StaticCredentialsProvider.create(
        token == null
            ? AwsBasicCredentials.create(id, key)
            : AwsSessionCredentials.create(id, key, token));
  }

  private static Region region(Target.S3 target) {
    @Nullable String region = target.region();
    if (region != null) {
      return Region.of(region);
    }
    if (target.endpoint() != null) {
      return Region.US_EAST_1; // what stores other than AWS expect
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkException e) {
      return Region.US_EAST_1;
    }
  }

  /** Named for the whole upload, or stores do not know what to make of those of its parts. */
  private @Nullable ChecksumAlgorithm checksum() {
    return target.isChecksumAlways() ? ChecksumAlgorithm.CRC32 : null;
  }

  private String full(String key) {
    return target.prefix() + key;
  }

  @Override
  public String uri(String key) {
    return "s3://" + target.bucket() + "/" + full(key);
  }

  @Override
  public Upload create(String key) throws BackupException {
    try {
      String id =
          client
              .createMultipartUpload(
                  CreateMultipartUploadRequest.builder()
                      .bucket(target.bucket())
                      .key(full(key))
                      .contentType("application/octet-stream")
                      .serverSideEncryption(target.sse())
                      .ssekmsKeyId(target.kmsKeyId())
                      .storageClass(target.storageClass())
                      .checksumAlgorithm(checksum())
                      .build())
              .uploadId();
      return new PartUpload<>(new Multipart(key, id), scratch);
    } catch (SdkException e) {
      throw S3Failures.of(e, "write " + uri(key), true);
    }
  }

  /** Parts of one object. */
  private final class Multipart implements PartUpload.Parts<CompletedPart> {
    private final String key;
    private final String id;

    Multipart(String key, String id) {
      this.key = key;
      this.id = id;
    }

    @Override
    public CompletedPart send(Part part) throws IOException {
      ContentStreamProvider content =
          () -> {
            try {
              return part.open();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          };
      try {
        var answer =
            client.uploadPart(
                request ->
                    request
                        .bucket(target.bucket())
                        .key(full(key))
                        .uploadId(id)
                        .partNumber(part.number())
                        .checksumAlgorithm(checksum()),
                RequestBody.fromContentProvider(content, part.size(), "application/octet-stream"));
        return CompletedPart.builder()
            .partNumber(part.number())
            .eTag(answer.eTag())
            .checksumCRC32(target.isChecksumAlways() ? answer.checksumCRC32() : null)
            .build();
      } catch (SdkException e) {
        throw S3Failures.of(e, "write part %d of %s".formatted(part.number(), uri(key)), true);
      }
    }

    @Override
    public void complete(List<CompletedPart> sent, long size) throws IOException {
      try {
        var _ =
            client.completeMultipartUpload(
                request ->
                    request
                        .bucket(target.bucket())
                        .key(full(key))
                        .uploadId(id)
                        .multipartUpload(parts -> parts.parts(sent)));
      } catch (NoSuchUploadException e) {
        // Perhaps the first attempt succeeded and only its answer was lost.
        if (sizeOf(key) != size) {
          throw S3Failures.of(e, "finish " + uri(key), true);
        }
      } catch (SdkException e) {
        throw S3Failures.of(e, "finish " + uri(key), true);
      }
    }

    @Override
    public void abort() {
      var _ =
          client.abortMultipartUpload(
              request -> request.bucket(target.bucket()).key(full(key)).uploadId(id));
    }
  }

  private long sizeOf(String key) {
    try {
      return client
          .headObject(request -> request.bucket(target.bucket()).key(full(key)))
          .contentLength();
    } catch (SdkException e) {
      return -1;
    }
  }

  @Override
  public void put(String key, byte[] content) throws BackupException {
    try {
      var _ =
          client.putObject(
              PutObjectRequest.builder()
                  .bucket(target.bucket())
                  .key(full(key))
                  .contentType("application/json")
                  .serverSideEncryption(target.sse())
                  .ssekmsKeyId(target.kmsKeyId())
                  .build(),
              RequestBody.fromBytes(content));
    } catch (SdkException e) {
      throw S3Failures.of(e, "write " + uri(key), true);
    }
  }

  @Override
  public Optional<InputStream> open(String key) throws BackupException {
    try {
      ResponseInputStream<GetObjectResponse> first = get(key, 0, null);
      String tag = first.response().eTag();
      return Optional.of(
          new ResumingInput(
              first,
              position -> {
                try {
                  return get(key, position, tag);
                } catch (SdkException e) {
                  throw S3Failures.of(e, "read " + uri(key), false);
                }
              }));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw S3Failures.of(e, "read " + uri(key), false);
    }
  }

  private ResponseInputStream<GetObjectResponse> get(
      String key, long position, @Nullable String tag) {
    return client.getObject(
        GetObjectRequest.builder()
            .bucket(target.bucket())
            .key(full(key))
            .range(position == 0 ? null : "bytes=" + position + "-")
            .ifMatch(tag)
            .build());
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
      throw new BackupException(
          Reason.TARGET_UNREACHABLE, "cannot read " + uri(key) + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void delete(String key) throws BackupException {
    try {
      var _ = client.deleteObject(request -> request.bucket(target.bucket()).key(full(key)));
    } catch (NoSuchKeyException e) {
      // Gone already.
    } catch (SdkException e) {
      throw S3Failures.of(e, "delete " + uri(key), true);
    }
  }

  @Override
  public void removeLeftovers(String keyPrefix) throws BackupException {
    try {
      List<MultipartUpload> uploads = new ArrayList<>();
      client
          .listMultipartUploadsPaginator(
              ListMultipartUploadsRequest.builder()
                  .bucket(target.bucket())
                  .prefix(full(keyPrefix))
                  .build())
          .uploads()
          .forEach(uploads::add);
      for (MultipartUpload upload : uploads) {
        if (!upload.key().startsWith(full(keyPrefix))) {
          continue; // not every store looks at the prefix
        }
        try {
          var _ =
              client.abortMultipartUpload(
                  request ->
                      request
                          .bucket(target.bucket())
                          .key(upload.key())
                          .uploadId(upload.uploadId()));
        } catch (NoSuchUploadException e) {
          // Gone already.
        }
      }
    } catch (SdkException e) {
      throw S3Failures.of(e, "tidy " + uri(keyPrefix), true);
    }
  }

  @Override
  public List<Item> list(String keyPrefix, int most) throws BackupException {
    List<Item> items = new ArrayList<>();
    try {
      for (S3Object object :
          client
              .listObjectsV2Paginator(
                  ListObjectsV2Request.builder()
                      .bucket(target.bucket())
                      .prefix(full(keyPrefix))
                      .build())
              .contents()) {
        if (items.size() == most) {
          break;
        }
        items.add(new Item(object.key().substring(target.prefix().length()), object.size()));
      }
    } catch (SdkException e) {
      throw S3Failures.of(e, "list " + uri(keyPrefix), false);
    }
    return items;
  }

  @Override
  public void close() {
    client.close();
  }
}
