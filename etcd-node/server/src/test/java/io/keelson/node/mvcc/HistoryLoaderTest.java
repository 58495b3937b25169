package io.keelson.node.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.bytes.Bytes;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.EngineConfig;
import io.keelson.node.engine.RocksEngine;
import io.keelson.node.engine.Table;
import io.keelson.node.mvcc.HistoryLoader.Compacted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of upstream's databases with the hashes that upstream's members answered for them. */
final class HistoryLoaderTest {
  private static final Compacted NEVER = new Compacted(-1, -1);
  private static final byte[] LEASE = HexFormat.of().parseHex("6322a1f885b1b808");
  private static final byte[] LEASE_ROW = HexFormat.of().parseHex("0888f0c6ad88bfa8916310e807");

  @TempDir Path folder;
  private Engine engine;

  @BeforeEach
  void open() throws IOException {
    engine = new RocksEngine(new EngineConfig(folder.resolve("store"), 16 << 20, 8 << 20, 2));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static byte[] key(long main, boolean isTombstone) {
    ByteBuffer key = ByteBuffer.allocate(isTombstone ? 18 : 17).putLong(main).put((byte) '_');
    key.putLong(0);
    return isTombstone ? key.put((byte) 't').array() : key.array();
  }

  private static void put(HistoryLoader loader, long main, String keyValue) {
    loader.add(key(main, false), HexFormat.of().parseHex(keyValue));
  }

  private static void delete(HistoryLoader loader, long main, String keyValue) {
    loader.add(key(main, true), HexFormat.of().parseHex(keyValue));
  }

  private static void lastRows(HistoryLoader loader) {
    put(loader, 8, "0a03666f6f1008180820012a036e6577");
    delete(loader, 9, "0a0161");
    put(loader, 10, "0a017a100a180a20012a0139");
    put(loader, 11, "0a0161100b180b20012a0133");
  }

  private long hash(long revision) {
    MvccStore store = new MvccStore(engine);
    StoreView view = store.view();
    try {
      return HistoryHasher.hash(view, store.finishedCompactRevision(), revision).hash();
    } finally {
      view.release();
      store.close();
    }
  }

  @Test
  void hashesAsUpstreamBeforeCompaction() {
    try (HistoryLoader loader = new HistoryLoader(engine)) {
      put(loader, 2, "0a03666f6f1002180220012a03626172");
      put(loader, 3, "0a03666f6f1002180320022a0462617232");
      put(loader, 4, "0a01611004180420012a0131");
      delete(loader, 5, "0a03666f6f");
      put(loader, 6, "0a026c6b1006180620012a026c763088f0c6ad88bfa89163");
      put(loader, 7, "0a01611004180720022a0132");
      lastRows(loader);
      loader.add(Table.LEASE, LEASE, LEASE_ROW);
      assertThat(loader.finish(NEVER, 20, 3)).isEqualTo(11);
    }
    assertThat(hash(0)).isEqualTo(3118424179L);
    assertThat(hash(11)).isEqualTo(3118424179L);
    assertThat(hash(7)).isEqualTo(606855419L);
    MvccStore store = new MvccStore(engine);
    assertThat(store.durableApplied()).isEqualTo(new MvccStore.Applied(20, 3, 11));
    StoreView view = store.view();
    assertThat(view.keyCount()).isEqualTo(4);
    assertThat(view.view().get(Table.LEASE_KEY, leaseKey("lk"))).isNotNull();
    view.release();
    store.close();
  }

  @Test
  void hashesAsUpstreamAfterCompaction() {
    try (HistoryLoader loader = new HistoryLoader(engine)) {
      put(loader, 6, "0a026c6b1006180620012a026c763088f0c6ad88bfa89163");
      lastRows(loader);
      assertThat(loader.finish(new Compacted(9, 9), 20, 3)).isEqualTo(11);
    }
    assertThat(hash(11)).isEqualTo(1767883107L);
    assertThat(hash(10)).isEqualTo(1467515194L);
  }

  @Test
  void aLeaseThatDoesNotExistHasNoKeys() {
    try (HistoryLoader loader = new HistoryLoader(engine)) {
      put(loader, 6, "0a026c6b1006180620012a026c763088f0c6ad88bfa89163");
      loader.finish(NEVER, 1, 1);
    }
    MvccStore store = new MvccStore(engine);
    StoreView view = store.view();
    assertThat(view.view().get(Table.LEASE_KEY, leaseKey("lk"))).isNull();
    view.release();
    store.close();
  }

  @Test
  void aBumpedRevisionIsHashedAsUpstreamDoes() {
    try (HistoryLoader loader = new HistoryLoader(engine)) {
      put(loader, 2, "0a03666f6f1002180220012a03626172");
      put(loader, 1002, "");
      assertThat(loader.finish(new Compacted(1002, -1), 1, 1)).isEqualTo(1002);
    }
    assertThat(hash(0)).isEqualTo(508424636L);
  }

  /** A watch may begin there, as the API server's of its own compactions does. */
  @Test
  void theMarkOfABumpedRevisionIsAChangeOfNoKey() {
    try (HistoryLoader loader = new HistoryLoader(engine)) {
      put(loader, 2, "0a03666f6f1002180220012a03626172");
      put(loader, 1002, "");
      loader.finish(new Compacted(1002, -1), 1, 1);
    }
    MvccStore store = new MvccStore(engine);
    StoreView view = store.view();
    List<Bytes> asked = new ArrayList<>();
    try (ChangeCursor changes = view.changesFrom(1002)) {
      assertThat(changes.next()).isTrue();
      assertThat(changes.revision()).isEqualTo(1002);
      assertThat(changes.change(key -> !asked.add(key))).isNull();
      assertThat(changes.next()).isFalse();
    }
    assertThat(asked).containsExactly(Bytes.EMPTY);
    view.release();
    store.close();
  }

  @Test
  void onlyTheMarkOfABumpedRevisionIsAlive() {
    try (HistoryLoader loader = new HistoryLoader(engine)) {
      put(loader, 2, "0a03666f6f1002180220012a03626172");
      delete(loader, 3, "0a03666f6f");
      put(loader, 1003, "");
      loader.finish(new Compacted(1003, -1), 1, 1);
    }
    long before = hash(0);
    MvccStore store = new MvccStore(engine);
    try (Compaction compaction = new Compaction(store.view(), -1, 1003)) {
      store.remove(compaction.next(100));
      store.commit(2, 1);
    }
    store.close();
    assertThat(hash(0)).isEqualTo(before);
  }

  @Test
  void refusesWhatIsNoHistory() {
    try (HistoryLoader loader = new HistoryLoader(engine)) {
      put(loader, 3, "0a03666f6f1003180320012a03626172");
      assertThatThrownBy(() -> put(loader, 2, "0a03666f6f1002180220012a03626172"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> put(loader, 5, "0a03666f6f1004180420012a03626172"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> put(loader, 6, "ff")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> loader.add(new byte[17], new byte[0]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static byte[] leaseKey(String key) {
    byte[] name = key.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + name.length).put(LEASE).put(name).array();
  }
}
