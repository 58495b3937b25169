package io.keelson.node.gateway;

/** The versions to report. Thread-safe, never blocks. */
public interface VersionSource {
  /** Of this program. */
  String server();

  /** Agreed by the cluster, or {@code not_decided}. */
  String cluster();

  /** Of the store's format, or {@code unknown}. */
  String storage();
}
