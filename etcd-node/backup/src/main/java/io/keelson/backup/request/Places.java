package io.keelson.backup.request;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a Pod mounts what the program uses.
 *
 * @param root {@code /}, or a folder that stands for it in tests
 */
public record Places(Path root) {
  private static final String CONFIG = "etc/keelson/";

  /** Credentials and authorities of a store. */
  public record StoreFiles(Path credentials, Path authority, Path volume) {
    /** Whether credentials were mounted; else those of the Pod itself count. */
    public boolean hasCredentials() {
      return Files.isDirectory(credentials);
    }

    /** Whether authorities were mounted; else those of the JDK count. */
    public boolean hasAuthority() {
      return Files.isRegularFile(authority);
    }
  }

  /** A path as a Pod sees it. */
  public Path at(String absolute) {
    return root.resolve(absolute.startsWith("/") ? absolute.substring(1) : absolute);
  }

  /** Files of the target. */
  public StoreFiles target() {
    return new StoreFiles(at(CONFIG + "credentials"), at(CONFIG + "store-ca/ca.crt"), at("backup"));
  }

  /** Files of a further target. */
  public StoreFiles copy(int index) {
    String base = CONFIG + "copy-" + index + "/";
    return new StoreFiles(
        at(base + "credentials"), at(base + "store-ca/ca.crt"), at("backup-" + index));
  }

  /** Folder of keys. */
  public Path encryption() {
    return at(CONFIG + "encryption");
  }

  /** Folder of the certificate that is shown to members, and whom to trust. */
  public Path sourceTls() {
    return at(CONFIG + "etcd-tls");
  }

  /** Folder of the user that members are told. */
  public Path sourceAuth() {
    return at(CONFIG + "etcd-auth");
  }

  /** Room for what lives as long as the Pod. */
  public Path scratch() {
    return at("scratch");
  }
}
