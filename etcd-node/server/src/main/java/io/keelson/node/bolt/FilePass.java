package io.keelson.node.bolt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes once over all buckets, row by row, and says what pages they make. One thread at a time. */
final class FilePass implements AutoCloseable {
  private final List<BucketSource> buckets;
  private final PageOutput out;
  private final int pageSize;
  private final List<Long> roots = new ArrayList<>();
  private BucketSource.@Nullable RowCursor rows;
  private TreeBuilder tree;
  private long root;

  FilePass(List<BucketSource> buckets, PageOutput out, int pageSize) {
    this.buckets = buckets;
    this.out = out;
    this.pageSize = pageSize;
    this.tree = new TreeBuilder(out, pageSize, 0);
  }

  /** Takes one row, or ends a bucket or the file; false if that was the end of the file. */
  boolean step() {
    if (roots.size() == buckets.size()) {
      root = rootBucket();
      return false;
    }
    if (rows == null) {
      rows = buckets.get(roots.size()).rows();
    }
    if (rows.next()) {
      tree.add(rows);
      return true;
    }
    roots.add(tree.finish());
    tree = new TreeBuilder(out, pageSize, 0);
    close();
    return true;
  }

  private long rootBucket() {
    TreeBuilder top = new TreeBuilder(out, pageSize, Format.BUCKET_ELEMENT);
    for (int i = 0; i < roots.size(); i++) {
      byte[] header = new byte[Format.BUCKET_HEADER_BYTES];
      LittleEndian.putLong(header, 0, roots.get(i));
      top.add(new OneRow(buckets.get(i).name(), header));
    }
    return top.finish();
  }

  /** Page of the root bucket, once the file ended. */
  long root() {
    return root;
  }

  @Override
  public void close() {
    if (rows != null) {
      rows.close();
      rows = null;
    }
  }

  /** A row that is there already. */
  private static final class OneRow implements BucketSource.RowCursor {
    private final byte[] key;
    private final byte[] value;

    OneRow(byte[] key, byte[] value) {
      this.key = key;
      this.value = value;
    }

    @Override
    public boolean next() {
      return false;
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public byte[] value() {
      return value;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
