package io.keelson.backup.request;

import org.jspecify.annotations.Nullable;

/** A store, without what is secret. */
public sealed interface Target {
  /** What all keys begin with, empty or ending in a slash. */
  String prefix();

  /**
   * A bucket of an S3-compatible store.
   *
   * @param endpoint null for AWS
   * @param region null for what the environment says, else us-east-1
   * @param isPathStyle whether the bucket is part of the path and not of the host
   * @param isChecksumAlways whether each request carries a CRC, which older stores refuse
   * @param sse {@code AES256}, {@code aws:kms} or null
   * @param kmsKeyId null for the bucket's own
   * @param storageClass null for the bucket's own
   */
  record S3(
      String bucket,
      String prefix,
      @Nullable String endpoint,
      @Nullable String region,
      boolean isPathStyle,
      boolean isChecksumAlways,
      @Nullable String sse,
      @Nullable String kmsKeyId,
      @Nullable String storageClass)
      implements Target {}

  /**
   * A mounted volume.
   *
   * @param claim name of the claim, for people
   * @param prefix folder within it, empty or ending in a slash
   */
  record Volume(String claim, String prefix) implements Target {}

  /** A bucket of Google Cloud Storage; the endpoint is null for Google's. */
  record Gcs(String bucket, String prefix, @Nullable String endpoint) implements Target {}

  /** A container of Azure Blob Storage; the endpoint is null for Azure's. */
  record Azure(String account, String container, String prefix, @Nullable String endpoint)
      implements Target {}

  /**
   * Reads the union.
   *
   * @throws BackupException unless exactly one member is set, and that complete
   */
  static Target of(Fields union) throws BackupException {
    int count = 0;
    for (String name : new String[] {"s3", "pvc", "gcs", "azure"}) {
      count += union.has(name) ? 1 : 0;
    }
    if (count != 1) {
      throw new BackupException(
          Reason.INVALID_REQUEST,
          "the target names " + count + " stores: name exactly one of s3, pvc, gcs, azure");
    }
    Fields s3 = union.object("s3");
    if (s3 != null) {
      return s3(s3);
    }
    Fields pvc = union.object("pvc");
    if (pvc != null) {
      return new Volume(pvc.text("claimName", ""), prefix(pvc, "path"));
    }
    Fields gcs = union.object("gcs");
    if (gcs != null) {
      return new Gcs(gcs.text("bucket"), prefix(gcs, "prefix"), gcs.textOrNull("endpoint"));
    }
    Fields azure = union.object("azure");
    if (azure != null) {
      return new Azure(
          azure.text("account", ""),
          azure.text("container"),
          prefix(azure, "prefix"),
          azure.textOrNull("endpoint"));
    }
    throw new BackupException(Reason.INVALID_REQUEST, "the target names no store");
  }

  private static Target s3(Fields s3) throws BackupException {
    String checksum = s3.text("checksum", "WhenSupported");
    if (!checksum.equals("WhenSupported") && !checksum.equals("WhenRequired")) {
      throw s3.wrong("checksum", "must be WhenSupported or WhenRequired");
    }
    Fields sse = s3.object("sse");
    String type = sse == null ? null : sse.text("type", "AES256");
    if (type != null && !type.equals("AES256") && !type.equals("aws:kms")) {
      throw s3.wrong("sse.type", "must be AES256 or aws:kms");
    }
    return new S3(
        s3.text("bucket"),
        prefix(s3, "prefix"),
        s3.textOrNull("endpoint"),
        s3.textOrNull("region"),
        s3.truth("forcePathStyle", false),
        checksum.equals("WhenSupported"),
        type,
        sse == null ? null : sse.textOrNull("kmsKeyId"),
        s3.textOrNull("storageClass"));
  }

  private static String prefix(Fields fields, String name) throws BackupException {
    String text = fields.text(name, "");
    int start = 0;
    while (start < text.length() && text.charAt(start) == '/') {
      start++;
    }
    int end = text.length();
    while (end > start && text.charAt(end - 1) == '/') {
      end--;
    }
    String inner = text.substring(start, end);
    if (inner.isEmpty()) {
      return "";
    }
    if (!Keys.isSafe(inner)) {
      throw fields.wrong(name, "must be segments without . and .., divided by single slashes");
    }
    return inner + "/";
  }
}
