package io.keelson.operator.etcd;

/** A member refused, or nobody answered in time; then whether it happened is not known. */
public final class EtcdException extends Exception {
  private static final long serialVersionUID = 1;

  EtcdException(String message, Throwable cause) {
    super(message, cause);
  }
}
