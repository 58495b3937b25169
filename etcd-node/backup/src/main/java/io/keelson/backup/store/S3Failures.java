package io.keelson.backup.store;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import java.net.SocketTimeoutException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** What a failed call to an S3-compatible store means, and what to do about it. */
final class S3Failures {
  private S3Failures() {}

  /**
   * Explains.
   *
   * @param what the call was to do, as in "write s3://bucket/key"
   * @param isWrite whether it changes something; then something was read before
   */
  static BackupException of(SdkException e, String what, boolean isWrite) {
    @Nullable BackupException known = BackupException.in(e);
    if (known != null) {
      return known;
    }
    return e instanceof AwsServiceException answer
        ? answered(answer, what, isWrite)
        : unanswered(e, what);
  }

  private static BackupException answered(AwsServiceException e, String what, boolean isWrite) {
    String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
    String text = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorMessage();
    String shown = "%d %s%s".formatted(e.statusCode(), code, text == null ? "" : " (" + text + ")");
    return switch (code == null ? "" : code) {
      case "NoSuchBucket" ->
          failure(e, Reason.BUCKET_MISSING, what, shown, "create the bucket or name another");
      case "RequestTimeTooSkewed" ->
          failure(
              e,
              Reason.CREDENTIALS_REJECTED,
              what,
              shown,
              "set the clocks of the store and of this cluster's nodes");
      case "AccessDenied" ->
          isWrite
              ? failure(
                  e,
                  Reason.TARGET_READ_ONLY,
                  what,
                  shown,
                  "let these credentials write, delete and list multipart uploads in the bucket")
              : failure(
                  e,
                  Reason.CREDENTIALS_REJECTED,
                  what,
                  shown,
                  "let these credentials read and list the bucket");
      case "SlowDown", "RequestTimeout" ->
          failure(e, Reason.TARGET_SLOW, what, shown, "try later, or throttle");
      case "XMinioStorageFull", "InsufficientCapacity", "QuotaExceeded", "StorageFull" ->
          failure(e, Reason.TARGET_FULL, what, shown, "give the store more room");
      case "NotImplemented", "XAmzContentSHA256Mismatch", "MissingContentLength" ->
          failure(
              e,
              Reason.UPLOAD_FAILED,
              what,
              shown,
              "if the store does not know checksums, set checksum: WhenRequired");
      default -> byStatus(e, what, shown, isWrite);
    };
  }

  private static BackupException byStatus(
      AwsServiceException e, String what, String shown, boolean isWrite) {
    int status = e.statusCode();
    if (status == 401 || status == 403) {
      return failure(
          e,
          Reason.CREDENTIALS_REJECTED,
          what,
          shown,
          "check the secret with the credentials, the region and the clock");
    }
    if (status == 404) {
      return failure(e, Reason.BUCKET_MISSING, what, shown, "check bucket and endpoint");
    }
    if (status == 405) {
      return failure(e, Reason.TARGET_READ_ONLY, what, shown, "make the store writable");
    }
    if (status == 507) {
      return failure(e, Reason.TARGET_FULL, what, shown, "give the store more room");
    }
    if (status == 301 || status == 307) {
      return failure(
          e, Reason.INVALID_REQUEST, what, shown, "name the bucket's region and endpoint");
    }
    Reason reason = isWrite ? Reason.UPLOAD_FAILED : Reason.TARGET_UNREACHABLE;
    return failure(e, reason, what, shown, "look after the store; its own log may say more");
  }

  private static BackupException unanswered(SdkException e, String what) {
    String deepest = deepest(e);
    boolean isSlow =
        e instanceof ApiCallTimeoutException
            || e instanceof ApiCallAttemptTimeoutException
            || (has(e, SocketTimeoutException.class) && !deepest.contains("Connect timed out"));
    if (isSlow) {
      return failure(
          e, Reason.TARGET_SLOW, what, "no answer in time", "look after the store or the network");
    }
    if (deepest.toLowerCase(Locale.ROOT).contains("credentials")) {
      return failure(
          e,
          Reason.CREDENTIALS_REJECTED,
          what,
          "no credentials",
          "name a secret, or give the pod's service account an identity");
    }
    return failure(
        e,
        Reason.TARGET_UNREACHABLE,
        what,
        deepest,
        "check endpoint, network policy, DNS and CA bundle");
  }

  private static boolean has(Throwable error, Class<? extends Throwable> type) {
    @Nullable Throwable at = error;
    for (int depth = 0; at != null && depth < 16; depth++) {
      if (type.isInstance(at)) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }

  private static String deepest(Throwable error) {
    Throwable at = error;
    for (int depth = 0; depth < 16; depth++) {
      @Nullable Throwable next = at.getCause();
      if (next == null) {
        break;
      }
      at = next;
    }
    String type = at.getClass().getSimpleName();
    return at.getMessage() == null ? type : type + ": " + at.getMessage();
  }

  private static BackupException failure(
      SdkException e, Reason reason, String what, String shown, String remedy) {
    return new BackupException(reason, "cannot %s: %s: %s".formatted(what, shown, remedy), e);
  }
}
