package io.keelson.backup.store;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a status of HTTP, or none, means where a store tells no more. */
final class HttpFailures {
  private HttpFailures() {}

  /**
   * Explains.
   *
   * @param status 0 if there was no answer
   */
  static BackupException of(Exception e, int status, String what, boolean isWrite) {
    return switch (status) {
      case 401 -> failure(e, Reason.CREDENTIALS_REJECTED, what, "check the credentials");
      case 403 ->
          isWrite
              ? failure(
                  e, Reason.TARGET_READ_ONLY, what, "let these credentials write and delete there")
              : failure(
                  e,
                  Reason.CREDENTIALS_REJECTED,
                  what,
                  "let these credentials read and list there");
      case 404 -> failure(e, Reason.BUCKET_MISSING, what, "create it or name another");
      case 405 -> failure(e, Reason.TARGET_READ_ONLY, what, "make the store writable");
      case 408, 429, 503 -> failure(e, Reason.TARGET_SLOW, what, "try later, or throttle");
      case 507 -> failure(e, Reason.TARGET_FULL, what, "give the store more room");
      default -> {
        if (status >= 400) {
          yield failure(
              e,
              isWrite ? Reason.UPLOAD_FAILED : Reason.TARGET_UNREACHABLE,
              what,
              "look after the store");
        }
        yield isTimeout(e)
            ? failure(e, Reason.TARGET_SLOW, what, "look after the store or the network")
            : failure(e, Reason.TARGET_UNREACHABLE, what, "check endpoint, network policy and DNS");
      }
    };
  }

  private static boolean isTimeout(Throwable error) {
    @Nullable Throwable at = error;
    for (int depth = 0; at != null && depth < 16; depth++) {
      if (at instanceof SocketTimeoutException
          || at instanceof HttpTimeoutException
          || at instanceof TimeoutException) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }

  private static BackupException failure(Exception e, Reason reason, String what, String remedy) {
    String text = BackupException.text(e).lines().findFirst().orElse("");
    return new BackupException(reason, "cannot %s: %s: %s".formatted(what, text, remedy), e);
  }
}
