package io.keelson.node.engine;

import io.keelson.bytes.Bytes;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Rows in ascending order of key that never change: a change makes a new value that shares almost
 * all of the old one. A treap whose priorities are made of the keys.
 */
final class SortedRows {
  static final SortedRows EMPTY = new SortedRows(null);

  private final @Nullable Node root;

  private SortedRows(@Nullable Node root) {
    this.root = root;
  }

  /** A row and what is before and after it. */
  private static final class Node {
    private final Bytes key;
    private final byte[] value;
    private final int priority;
    private final @Nullable Node left;
    private final @Nullable Node right;

    Node(Bytes key, byte[] value, int priority, @Nullable Node left, @Nullable Node right) {
      this.key = key;
      this.value = value;
      this.priority = priority;
      this.left = left;
      this.right = right;
    }

    Node with(@Nullable Node newLeft, @Nullable Node newRight) {
      return new Node(key, value, priority, newLeft, newRight);
    }
  }

  byte @Nullable [] get(Bytes key) {
    Node at = root;
    while (at != null) {
      int order = key.compareTo(at.key);
      if (order == 0) {
        return at.value;
      }
      at = order < 0 ? at.left : at.right;
    }
    return null;
  }

  SortedRows put(Bytes key, byte[] value) {
    int priority = key.hashCode() * 0x9E3779B9;
    return new SortedRows(put(root, new Node(key, value, priority ^ priority >>> 15, null, null)));
  }

  private static Node put(@Nullable Node at, Node row) {
    if (at == null) {
      return row;
    }
    int order = row.key.compareTo(at.key);
    if (order == 0) {
      return row.with(at.left, at.right);
    }
    if (order < 0) {
      Node left = put(at.left, row);
      return left.priority > at.priority
          ? left.with(left.left, at.with(left.right, at.right))
          : at.with(left, at.right);
    }
    Node right = put(at.right, row);
    return right.priority > at.priority
        ? right.with(at.with(at.left, right.left), right.right)
        : at.with(at.left, right);
  }

  SortedRows remove(Bytes key) {
    return get(key) == null ? this : new SortedRows(remove(root, key));
  }

  private static @Nullable Node remove(@Nullable Node at, Bytes key) {
    if (at == null) {
      return null;
    }
    int order = key.compareTo(at.key);
    if (order == 0) {
      return merge(at.left, at.right);
    }
    return order < 0
        ? at.with(remove(at.left, key), at.right)
        : at.with(at.left, remove(at.right, key));
  }

  private static @Nullable Node merge(@Nullable Node left, @Nullable Node right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return left.priority > right.priority
        ? left.with(left.left, merge(left.right, right))
        : right.with(merge(left, right.left), right.right);
  }

  /** A walk that begins before the first row at or after a key. */
  Walk from(Bytes key) {
    Walk walk = new Walk();
    Node at = root;
    while (at != null) {
      if (key.compareTo(at.key) <= 0) {
        walk.path.push(at);
        at = at.left;
      } else {
        at = at.right;
      }
    }
    return walk;
  }

  /** Goes upwards; the rows that are still to come, with their right sides, lie on the path. */
  static final class Walk {
    private final ArrayDeque<Node> path = new ArrayDeque<>();
    private @Nullable Node row;

    /** Moves to the next row; false at the end. */
    boolean next() {
      row = path.poll();
      Node below = row == null ? null : row.right;
      while (below != null) {
        path.push(below);
        below = below.left;
      }
      return row != null;
    }

    private Node row() {
      if (row == null) {
        throw new IllegalStateException("not on a row");
      }
      return row;
    }

    Bytes key() {
      return row().key;
    }

    byte[] value() {
      return row().value;
    }
  }
}
