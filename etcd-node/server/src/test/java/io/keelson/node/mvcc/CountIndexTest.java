package io.keelson.node.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.node.engine.Batch;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.MemoryEngine;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index against a sorted set. */
final class CountIndexTest {
  private static final byte[] ROW = {1};

  private final MemoryEngine engine = new MemoryEngine(new MemoryEngine.Durable());
  private final TreeSet<Bytes> keys = new TreeSet<>();
  private final Batch batch = engine.newBatch();
  private CountIndex.Editor editor = new CountIndex.Editor(CountIndex.load(engine.view()));

  private void create(Bytes key) {
    if (keys.add(key)) {
      editor.add(key, 1);
      batch.put(Table.CURRENT, key.toArray(), ROW);
    }
  }

  private void delete(Bytes key) {
    if (keys.remove(key)) {
      editor.add(key, -1);
      batch.delete(Table.CURRENT, key.toArray());
    }
  }

  private CountIndex commit() {
    CountIndex index = editor.finish(batch);
    engine.write(batch);
    editor.split(engine.view());
    return index;
  }

  private static CountIndex.Walker walker(View view) {
    return (from, to) -> {
      long count = 0;
      try (Cursor rows =
          view.cursor(Table.CURRENT, from.toArray(), to == null ? null : to.toArray(), false)) {
        while (rows.next()) {
          count++;
        }
      }
      return count;
    };
  }

  private static long expected(NavigableSet<Bytes> keys, Bytes from, @Nullable Bytes to) {
    if (to == null) {
      return keys.tailSet(from, true).size();
    }
    return from.compareTo(to) >= 0 ? 0 : keys.subSet(from, true, to, false).size();
  }

  private void check(CountIndex index, View view, NavigableSet<Bytes> wanted, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    assertThat(index.total()).isEqualTo(wanted.size());
    CountIndex.Walker walker = walker(view);
    for (int i = 0; i < 30; i++) {
      Bytes from = random.nextInt(8) == 0 ? Bytes.EMPTY : key(random);
      Bytes to = random.nextInt(6) == 0 ? null : key(random);
      assertThat(index.count(from, to, walker))
          .as("from %s to %s", from, to)
          .isEqualTo(expected(wanted, from, to));
    }
  }

  private static Bytes key(SplittableRandom random) {
    return Bytes.utf8("k" + random.nextInt(20000));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void countsWhatTheSetHolds(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 60; round++) {
      boolean isGrowing = round % 20 < 12;
      for (int i = random.nextInt(700); i > 0; i--) {
        if (isGrowing || random.nextInt(10) == 0) {
          create(key(random));
        } else {
          delete(key(random));
        }
      }
      if (round % 20 == 19) {
        // Empties whole buckets at once.
        Bytes from = key(random);
        new ArrayList<>(keys.tailSet(from)).forEach(this::delete);
      }
      CountIndex published = commit();
      View view = engine.view();
      TreeSet<Bytes> then = new TreeSet<>(keys);
      check(published, view, then, random.nextLong());
      check(editor.index(), view, then, random.nextLong());
      check(CountIndex.load(view), view, then, random.nextLong());
      create(key(random));
      delete(key(random));
      check(published, view, then, random.nextLong());
      if (round % 15 == 14) {
        commit();
        editor = new CountIndex.Editor(CountIndex.load(engine.view()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void survivesBeingEmptiedInOrder(boolean isAscending) {
    for (int i = 0; i < 60000; i++) {
      create(Bytes.utf8("%06d".formatted(i)));
      if (i % 3000 == 0) {
        commit();
      }
    }
    check(commit(), engine.view(), keys, 5);
    List<Bytes> all = new ArrayList<>(isAscending ? keys : keys.descendingSet());
    for (int i = 0; i < all.size(); i++) {
      delete(all.get(i));
      if (i % 7000 == 0) {
        check(commit(), engine.view(), keys, i);
      }
    }
    CountIndex empty = commit();
    assertThat(empty.total()).isZero();
    assertThat(CountIndex.load(engine.view()).total()).isZero();
    create(Bytes.utf8("x"));
    check(commit(), engine.view(), keys, 6);
  }
}
