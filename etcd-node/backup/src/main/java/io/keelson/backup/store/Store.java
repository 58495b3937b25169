package io.keelson.backup.store;

import io.keelson.backup.request.BackupException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A place for objects with names. What goes wrong is a {@link BackupException} that says what to
 * do. One thread at a time; calls end by themselves when the other side is silent.
 */
public interface Store extends AutoCloseable {
  /**
   * An object.
   *
   * @param key without the store's prefix
   * @param size in bytes
   */
  record Item(String key, long size) {}

  /** Where an object is, for people. */
  String uri(String key);

  /**
   * Begins an object. Nobody sees it before {@link Upload#commit}; an object of that name stays
   * until then.
   */
  Upload create(String key) throws BackupException;

  /** Writes a small object; it is there whole or not at all. */
  void put(String key, byte[] content) throws BackupException;

  /** Reads an object; empty if there is none. */
  Optional<InputStream> open(String key) throws BackupException;

  /**
   * Reads a small object; empty if there is none.
   *
   * @param bytesMax a larger one is damaged
   */
  Optional<byte[]> get(String key, int bytesMax) throws BackupException;

  /** Removes an object; nothing happens if there is none. */
  void delete(String key) throws BackupException;

  /** Removes what unfinished uploads of keys with a prefix left. */
  void removeLeftovers(String keyPrefix) throws BackupException;

  /**
   * Objects whose keys begin with a prefix, in order of their keys.
   *
   * @param most how many at most
   */
  List<Item> list(String keyPrefix, int most) throws BackupException;

  @Override
  void close();
}
