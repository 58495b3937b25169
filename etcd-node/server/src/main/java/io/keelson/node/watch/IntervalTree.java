package io.keelson.node.watch;

import io.keelson.bytes.Bytes;
import io.keelson.node.mvcc.KeyRange;
import java.util.Comparator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Intervals of keys, each with a value, that can be asked which of them hold a key. A treap ordered
 * by start, in which each node knows the highest end below it (Cormen et al., Introduction to
 * Algorithms, on interval trees; Seidel and Aragon, Randomized Search Trees, 1996). Its shape comes
 * from a fixed sequence of priorities, so it depends on the order of the calls only.
 */
final class IntervalTree<V> {
  /** By start, then by end; no end is the highest. */
  static final Comparator<KeyRange> ORDER =
      Comparator.comparing(KeyRange::from).thenComparing((a, b) -> compareEnds(a.to(), b.to()));

  private static final long PRIORITY_STEP = 0x9E37_79B9_7F4A_7C15L;
  private static final long PRIORITY_MIX = 0xBF58_476D_1CE4_E5B9L;

  private @Nullable Node<V> root;
  private long sequence;

  private static final class Node<V> {
    private final KeyRange range;
    private final V value;
    private final long priority;
    private @Nullable Node<V> left;
    private @Nullable Node<V> right;
    private @Nullable Bytes highestEnd;

    private Node(KeyRange range, V value, long priority) {
      this.range = range;
      this.value = value;
      this.priority = priority;
      this.highestEnd = range.to();
    }

    private Node<V> updated() {
      highestEnd = range.to();
      if (left != null && compareEnds(left.highestEnd, highestEnd) > 0) {
        highestEnd = left.highestEnd;
      }
      if (right != null && compareEnds(right.highestEnd, highestEnd) > 0) {
        highestEnd = right.highestEnd;
      }
      return this;
    }
  }

  private static int compareEnds(@Nullable Bytes a, @Nullable Bytes b) {
    if (a == null) {
      return b == null ? 0 : 1;
    }
    if (b == null) {
      return -1;
    }
    return a.compareTo(b);
  }

  /** Adds an interval that is not here yet. */
  void add(KeyRange range, V value) {
    sequence += PRIORITY_STEP;
    long priority = (sequence ^ sequence >>> 30) * PRIORITY_MIX;
    root = insert(root, new Node<>(range, value, priority));
  }

  private Node<V> insert(@Nullable Node<V> tree, Node<V> added) {
    if (tree == null) {
      return added;
    }
    if (ORDER.compare(added.range, tree.range) < 0) {
      Node<V> left = insert(tree.left, added);
      tree.left = left;
      return left.priority > tree.priority ? rotateRight(tree, left) : tree.updated();
    }
    Node<V> right = insert(tree.right, added);
    tree.right = right;
    return right.priority > tree.priority ? rotateLeft(tree, right) : tree.updated();
  }

  private static <V> Node<V> rotateRight(Node<V> tree, Node<V> left) {
    tree.left = left.right;
    left.right = tree.updated();
    return left.updated();
  }

  private static <V> Node<V> rotateLeft(Node<V> tree, Node<V> right) {
    tree.right = right.left;
    right.left = tree.updated();
    return right.updated();
  }

  /** Removes an interval; nothing happens if it is not here. */
  void remove(KeyRange range) {
    root = without(root, range);
  }

  private @Nullable Node<V> without(@Nullable Node<V> tree, KeyRange range) {
    if (tree == null) {
      return null;
    }
    int order = ORDER.compare(range, tree.range);
    if (order == 0) {
      return merge(tree.left, tree.right);
    }
    if (order < 0) {
      tree.left = without(tree.left, range);
    } else {
      tree.right = without(tree.right, range);
    }
    return tree.updated();
  }

  private static <V> @Nullable Node<V> merge(@Nullable Node<V> low, @Nullable Node<V> high) {
    if (low == null || high == null) {
      return low == null ? high : low;
    }
    if (low.priority > high.priority) {
      low.right = merge(low.right, high);
      return low.updated();
    }
    high.left = merge(low, high.left);
    return high.updated();
  }

  /** Calls the action with the value of each interval that holds a key. */
  void forEachAt(Bytes key, Consumer<V> action) {
    visit(root, key, action);
  }

  private static <V> void visit(@Nullable Node<V> tree, Bytes key, Consumer<V> action) {
    Node<V> node = tree;
    while (node != null && (node.highestEnd == null || key.compareTo(node.highestEnd) < 0)) {
      visit(node.left, key, action);
      if (key.compareTo(node.range.from()) < 0) {
        return;
      }
      if (node.range.contains(key)) {
        action.accept(node.value);
      }
      node = node.right;
    }
  }
}
