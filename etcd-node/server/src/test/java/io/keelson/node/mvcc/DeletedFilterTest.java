package io.keelson.node.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeletedFilterTest {
  /**
   * Rows come and go as in the store; only at a renewal does the filter hear of those that went.
   */
  @Test
  void neverDeniesAKeyThatHasARow() {
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      SortedSet<Bytes> rows = new TreeSet<>();
      DeletedFilter filter = new DeletedFilter(new Rows(rows));
      for (int step = 0; step < 20_000; step++) {
        Bytes key = numbered(random.nextInt(5_000));
        if (random.nextInt(3) > 0) {
          rows.add(key);
          filter.add(key);
        } else {
          rows.remove(key);
        }
        if (random.nextInt(2_000) == 0) {
          assertThat(filter.renew(new Rows(rows))).isTrue();
          assertThat(rows).allMatch(filter::mayHold);
        }
      }
      assertThat(rows).as("seed %d", seed).isNotEmpty().allMatch(filter::mayHold);
    }
  }

  @Test
  void deniesMostOthers() {
    DeletedFilter filter = new DeletedFilter(new Rows(new TreeSet<>()));
    assertThat(filter.renew(new Rows(numbered(0, DeletedFilter.ROWS_MAX)))).isTrue();
    List<Bytes> others = List.copyOf(numbered(1_000_000, 1_010_000));
    assertThat(others.stream().filter(filter::mayHold).count()).isLessThan(300);
  }

  @Test
  void forgetsRowsThatWentOnlyWhenItIsRenewed() {
    SortedSet<Bytes> rows = numbered(0, 100);
    DeletedFilter filter = new DeletedFilter(new Rows(rows));
    List<Bytes> gone = List.copyOf(rows);
    rows.clear();
    assertThat(gone).allMatch(filter::mayHold);
    assertThat(filter.renew(new Rows(rows))).isTrue();
    assertThat(gone).noneMatch(filter::mayHold);
  }

  @Test
  void holdsNothingBackWhileThereAreTooManyRows() {
    SortedSet<Bytes> rows = numbered(0, DeletedFilter.ROWS_AT_START_MAX + 1);
    SortedSet<Bytes> others = numbered(1_000_000, 1_001_000);
    DeletedFilter filter = new DeletedFilter(new Rows(rows));
    assertThat(others).allMatch(filter::mayHold);
    assertThat(filter.renew(new Rows(rows))).isTrue();
    assertThat(others).anyMatch(key -> !filter.mayHold(key));
    assertThat(rows).allMatch(filter::mayHold);
  }

  @Test
  void staysAsItIsWhenTooManyRowsAreLeft() {
    SortedSet<Bytes> rows = numbered(0, DeletedFilter.ROWS_MAX + 1);
    DeletedFilter filter = new DeletedFilter(new Rows(numbered(0, 10)));
    rows.forEach(filter::add);
    assertThat(filter.renew(new Rows(rows))).isFalse();
    assertThat(rows).allMatch(filter::mayHold);
  }

  private static Bytes numbered(int number) {
    return Bytes.wrap(("/registry/pods/" + number).getBytes(StandardCharsets.UTF_8));
  }

  private static SortedSet<Bytes> numbered(int from, int to) {
    SortedSet<Bytes> keys = new TreeSet<>();
    for (int i = from; i < to; i++) {
      keys.add(numbered(i));
    }
    return keys;
  }

  /** A view with nothing but deleted keys. */
  private record Rows(SortedSet<Bytes> keys) implements View {
    @Override
    public byte @Nullable [] get(Table table, byte[] key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int get(Table table, byte[] key, byte[] target, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Cursor cursor(Table table, byte[] from, byte @Nullable [] to, boolean isScan) {
      assertThat(table).isEqualTo(Table.DELETED);
      return new Keys(new ArrayList<>(keys).iterator());
    }

    @Override
    public boolean retain() {
      return true;
    }

    @Override
    public void release() {}
  }

  private static final class Keys implements Cursor {
    private final Iterator<Bytes> keys;
    private Bytes key = Bytes.EMPTY;

    Keys(Iterator<Bytes> keys) {
      this.keys = keys;
    }

    @Override
    public boolean next() {
      if (!keys.hasNext()) {
        return false;
      }
      key = keys.next();
      return true;
    }

    @Override
    public boolean seek(byte[] target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] key() {
      return key.toArray();
    }

    @Override
    public byte[] value() {
      return new byte[0];
    }

    @Override
    public int value(byte[] target, int offset, int length) {
      return 0;
    }

    @Override
    public void close() {}
  }
}
