package io.keelson.node.snapshot;

import io.keelson.node.bolt.BucketSource;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import java.nio.charset.StandardCharsets;

/** A table whose rows are those of upstream's bucket. */
final class TableBucket implements BucketSource {
  private final String name;
  private final View view;
  private final Table table;

  TableBucket(String name, View view, Table table) {
    this.name = name;
    this.view = view;
    this.table = table;
  }

  @Override
  public byte[] name() {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public RowCursor rows() {
    return new Rows(view.cursor(table, new byte[0], null, true));
  }

  private record Rows(Cursor rows) implements RowCursor {
    @Override
    public boolean next() {
      return rows.next();
    }

    @Override
    public byte[] key() {
      return rows.key();
    }

    @Override
    public byte[] value() {
      return rows.value();
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
