package io.keelson.node.bolt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a bucket's tree from its rows in order, filling pages. Which row is on which page depends
 * on lengths only.
 *
 * <p>A branch page is closed as soon as its successor is certain to have two children, because
 * upstream cannot live with one that has a single child. So what is held is two groups of children
 * per level, each as large as a page or two keys.
 */
final class TreeBuilder {
  private final PageOutput out;
  private final int pageSize;
  private final int flags;
  private final List<Level> levels = new ArrayList<>();
  private byte @Nullable [] lastKey;
  private byte @Nullable [] leafKey;
  private int leafRows;
  private long leafBytes = Format.HEADER_BYTES;

  /**
   * Builds into pages.
   *
   * @param flags of every row
   */
  TreeBuilder(PageOutput out, int pageSize, int flags) {
    this.out = out;
    this.pageSize = pageSize;
    this.flags = flags;
  }

  /** Adds a row. */
  void add(BucketSource.RowCursor row) {
    byte[] key = row.key();
    int valueLength = row.valueLength();
    check(key);
    long bytes = (long) Format.ELEMENT_BYTES + key.length + valueLength;
    if (leafRows > 0 && leafBytes + bytes > pageSize) {
      closeLeaf();
    }
    if (leafRows == 0) {
      leafKey = key;
    }
    leafRows++;
    leafBytes += bytes;
    lastKey = key;
    out.row(row, key, valueLength);
  }

  private void check(byte[] key) {
    if (key.length < 1 || key.length > Format.KEY_BYTES_MAX) {
      throw new IllegalArgumentException("a key of " + key.length + " bytes");
    }
    if (lastKey != null && Arrays.compareUnsigned(lastKey, key) >= 0) {
      throw new IllegalArgumentException("keys must ascend");
    }
  }

  private long closeLeaf() {
    long page = out.leaf(flags, leafRows, leafBytes);
    if (leafKey != null) {
      add(0, new PageOutput.Child(leafKey, page));
    }
    leafRows = 0;
    leafBytes = Format.HEADER_BYTES;
    return page;
  }

  /**
   * Closes what is open.
   *
   * @return page number of the tree's top
   */
  long finish() {
    if (lastKey == null) {
      return closeLeaf();
    }
    if (leafRows > 0) {
      closeLeaf();
    }
    // Closing a level may open the one above.
    for (int height = 0; ; height++) {
      Level level = levels.get(height);
      if (level.held == null && level.open.children.size() == 1) {
        return level.open.children.getFirst().page();
      }
      level.finish(height);
    }
  }

  private void add(int height, PageOutput.Child child) {
    if (height == levels.size()) {
      levels.add(new Level());
    }
    levels.get(height).add(height, child);
  }

  /** Children that will be on one branch page. */
  private static final class Group {
    private final List<PageOutput.Child> children = new ArrayList<>();
    private long bytes = Format.HEADER_BYTES;

    void add(PageOutput.Child child) {
      children.add(child);
      bytes += Format.ELEMENT_BYTES + child.key().length;
    }

    PageOutput.Child removeLast() {
      PageOutput.Child last = children.removeLast();
      bytes -= Format.ELEMENT_BYTES + last.key().length;
      return last;
    }
  }

  /** The branch pages at one height above the leaves. */
  private final class Level {
    private @Nullable Group held;
    private Group open = new Group();

    void add(int height, PageOutput.Child child) {
      boolean isFull = open.bytes + Format.ELEMENT_BYTES + child.key().length > pageSize;
      if (isFull && open.children.size() >= 2) {
        held = open;
        open = new Group();
      }
      open.add(child);
      if (held != null && open.children.size() == 2) {
        close(height, held);
        held = null;
      }
    }

    void finish(int height) {
      Group last = open;
      if (held != null) {
        if (held.children.size() > 2) {
          Group balanced = new Group();
          balanced.add(held.removeLast());
          last.children.forEach(balanced::add);
          last = balanced;
          close(height, held);
        } else {
          last.children.forEach(held::add);
          last = held;
        }
        held = null;
      }
      open = new Group();
      close(height, last);
    }

    private void close(int height, Group group) {
      long page = out.branch(group.children, group.bytes);
      TreeBuilder.this.add(height + 1, new PageOutput.Child(group.children.getFirst().key(), page));
    }
  }
}
