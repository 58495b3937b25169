package io.keelson.node.edge;

import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An address that could not be bound; worded as upstream words it. */
public final class ListenException extends IOException {
  private static final long serialVersionUID = 1L;

  private ListenException(String message, Throwable cause) {
    super(message, cause);
  }

  static ListenException of(ListenAddress address, Throwable cause) {
    for (Throwable one = cause; one != null; one = one.getCause()) {
      if (one instanceof UnknownHostException) {
        String message = "listen tcp: lookup " + address.host() + ": no such host";
        return new ListenException(message, cause);
      }
      String reason = reason(one);
      if (reason != null) {
        return new ListenException("listen " + address.display() + ": bind: " + reason, cause);
      }
    }
    return new ListenException("listen " + address.display() + ": " + cause.getMessage(), cause);
  }

  private static @Nullable String reason(Throwable cause) {
    String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (!(cause instanceof BindException) && !(cause instanceof NativeIoException)) {
      return null;
    }
    int colon = text.lastIndexOf(": ");
    return colon < 0 ? text : text.substring(colon + 2);
  }
}
