package io.keelson.e2e.operator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A bit of a backup's data that is flipped in the store, and flipped back. One thread. */
final class StoredDamage {
  private final Killer killer;
  private final Path good;
  private final Path bad;
  private @Nullable String damaged;

  /** The files are its own. */
  StoredDamage(Killer killer, Path folder, String name) {
    this.killer = killer;
    good = folder.resolve(name + "-good");
    bad = folder.resolve(name + "-bad");
  }

  /** Damages the data whose key begins so. */
  void damage(String prefix) {
    String key =
        killer.look(store -> store.keys(prefix)).stream()
            .filter(each -> !each.endsWith(".json"))
            .findFirst()
            .orElseThrow();
    killer.look(
        store -> {
          store.get(key, good);
          return true;
        });
    try {
      byte[] bytes = Files.readAllBytes(good);
      bytes[bytes.length / 2] ^= 1;
      Files.write(bad, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    put(key, bad);
    damaged = key;
  }

  /** As it was; nothing happens if there is no damage. */
  void heal() {
    if (damaged != null) {
      put(damaged, good);
      damaged = null;
    }
  }

  private void put(String key, Path file) {
    killer.look(
        store -> {
          store.put(key, file);
          return true;
        });
  }
}
