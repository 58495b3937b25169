package io.keelson.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store under an engine is another one from one moment to the next. */
final class RocksEngineReplaceTest {
  private static final byte[] KEY = {1};
  private static final byte[] LATER = {2};

  @TempDir private Path folder;

  private static EngineConfig config(Path directory) {
    return new EngineConfig(directory, 8 << 20, 4 << 20, 2);
  }

  /** A closed store in which two keys have one value. */
  private Path store(int value) throws IOException {
    Path directory = folder.resolve("store-" + value);
    try (Engine engine = new RocksEngine(config(directory))) {
      write(engine, value);
      engine.flush(true);
    }
    return directory;
  }

  private static void write(Engine engine, int value) {
    Batch batch = engine.newBatch();
    batch.put(Table.CURRENT, KEY, new byte[] {(byte) value});
    batch.put(Table.META, LATER, new byte[] {(byte) value});
    engine.write(batch);
  }

  private static int value(View view, Table table, byte[] key) {
    return Objects.requireNonNull(view.get(table, key))[0];
  }

  @Test
  void goesOnWithTheOtherStoreAndKeepsOldViews() throws IOException {
    Path first = store(1);
    Path second = store(2);
    List<Runnable> retired = new ArrayList<>();
    try (Engine engine = new RocksEngine(config(first))) {
      View old = engine.view();
      Cursor walk = old.cursor(Table.CURRENT, new byte[0], null, true);
      Batch stale = engine.newBatch();
      engine.replaceWith(second, retired::add);

      View now = engine.view();
      assertThat(value(now, Table.CURRENT, KEY)).isEqualTo(2);
      assertThat(value(old, Table.CURRENT, KEY)).isEqualTo(1);
      assertThat(walk.next()).isTrue();
      assertThat(walk.value()).containsExactly(1);
      assertThat(engine.getDurable(Table.META, LATER)).containsExactly(2);
      assertThatThrownBy(() -> engine.write(stale)).isInstanceOf(IllegalStateException.class);
      write(engine, 3);
      engine.flush(true);
      engine.reclaim();
      assertThat(engine.getDurable(Table.META, LATER)).containsExactly(3);
      assertThat(engine.sizeBytes()).isPositive();

      walk.close();
      assertThat(retired).isEmpty();
      old.release();
      assertThat(retired).hasSize(1);
      assertThat(first).exists();
      retired.getFirst().run();
      assertThat(first).doesNotExist();
      assertThat(value(now, Table.CURRENT, KEY)).isEqualTo(2);
      now.release();
    }
    try (Engine engine = new RocksEngine(config(second))) {
      assertThat(engine.getDurable(Table.CURRENT, KEY)).containsExactly(3);
    }
  }

  @Test
  void changesNothingIfTheOtherCannotBeOpened() throws IOException {
    Path broken = store(2);
    try (var files = Files.list(broken)) {
      for (Path file :
          files.filter(each -> each.getFileName().toString().equals("CURRENT")).toList()) {
        Files.write(file, new byte[] {1, 2, 3});
      }
    }
    try (Engine engine = new RocksEngine(config(store(1)))) {
      assertThatThrownBy(() -> engine.replaceWith(broken, Runnable::run))
          .isInstanceOf(EngineException.class);
      write(engine, 5);
      View view = engine.view();
      assertThat(value(view, Table.CURRENT, KEY)).isEqualTo(5);
      view.release();
    }
  }

  @Test
  void leavesTheFolderIfNobodyDeletesIt() throws IOException {
    Path first = store(1);
    try (Engine engine = new RocksEngine(config(first))) {
      engine.replaceWith(
          store(2),
          job -> {
            throw new RejectedExecutionException("stopping");
          });
      assertThat(first).exists();
    }
    try (Engine engine = new RocksEngine(config(first))) {
      assertThat(engine.getDurable(Table.CURRENT, KEY)).containsExactly(1);
    }
  }

  @Test
  void readersNeverSeeAMixture() throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(4);
        Engine engine = new RocksEngine(config(store(1)))) {
      List<Future<Bytes>> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        readers.add(threads.submit(() -> read(engine, isOver)));
      }
      for (int value = 2; value < 12; value++) {
        Path next = store(value);
        engine.replaceWith(next, threads);
        write(engine, value);
        engine.flush(false);
      }
      isOver.set(true);
      for (Future<Bytes> reader : readers) {
        assertThat(reader.get(60, TimeUnit.SECONDS)).isNotNull();
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      try (var folders = Files.list(folder)) {
        assertThat(folders).containsExactly(folder.resolve("store-11"));
      }
    }
  }

  private static Bytes read(Engine engine, AtomicBoolean isOver) {
    int last = 0;
    while (!isOver.get()) {
      View view = engine.view();
      int value = value(view, Table.CURRENT, KEY);
      assertThat(value(view, Table.META, LATER)).isEqualTo(value);
      assertThat(value).isGreaterThanOrEqualTo(last);
      last = value;
      view.release();
      assertThat(engine.sizeBytes()).isNotNegative();
    }
    return Bytes.of(last);
  }
}
