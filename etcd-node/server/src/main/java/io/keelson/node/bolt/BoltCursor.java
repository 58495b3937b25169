package io.keelson.node.bolt;

import io.keelson.bytes.Bytes;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Walks a bucket upwards; starts before its first row. Holds the pages from the top of the bucket
 * to the row, together no more than the file was opened with. One thread at a time.
 */
public final class BoltCursor {
  private static final int DEPTH_MAX = 64;

  private final PageReader pages;
  private final BoltBucket bucket;
  private final @Nullable PageMarks marks;
  private final ArrayDeque<Frame> path = new ArrayDeque<>();
  private long heldBytes;
  private boolean isStarted;

  /** A page on the way down and where in it the way goes on. */
  private static final class Frame {
    private final BoltPage page;
    private final BoltPage.Bounds bounds;
    private int index;

    Frame(BoltPage page, BoltPage.Bounds bounds, int index) {
      this.page = page;
      this.bounds = bounds;
      this.index = index;
    }
  }

  BoltCursor(PageReader pages, BoltBucket bucket, @Nullable PageMarks marks) {
    this.pages = pages;
    this.bucket = bucket;
    this.marks = marks;
  }

  /** Moves to the next row, at first to the first; false at the end. */
  public boolean next() throws IOException {
    if (!isStarted) {
      isStarted = true;
      return descend(null);
    }
    Frame leaf = path.peek();
    if (leaf == null) {
      return false;
    }
    leaf.index++;
    return leaf.index < leaf.page.count() || nextLeaf();
  }

  /** Jumps to the first row at or after a key; false if there is none. */
  public boolean seek(byte[] key) throws IOException {
    isStarted = true;
    path.clear();
    heldBytes = 0;
    return descend(Bytes.wrap(key));
  }

  private boolean descend(@Nullable Bytes key) throws IOException {
    push(bucket.top(pages, marks), BoltPage.Bounds.NONE, key);
    return descendFromTop(key);
  }

  /** Goes down from the page on top of the path to a leaf, and on to the row. */
  private boolean descendFromTop(@Nullable Bytes key) throws IOException {
    Frame frame = path.getFirst();
    while (!frame.page.isLeaf()) {
      if (path.size() >= DEPTH_MAX) {
        throw new BoltException("a tree is deeper than " + DEPTH_MAX + " pages");
      }
      long number = frame.page.child(frame.index);
      BoltPage.Bounds bounds = frame.page.childBounds(frame.index, frame.bounds);
      BoltPage child = pages.read(number, bounds, heldBytes);
      mark(number, child);
      if (child.count() == 0) {
        throw pages.damaged(number, "an empty page below a branch");
      }
      frame = push(child, bounds, key);
    }
    return frame.index < frame.page.count() || nextLeaf();
  }

  private void mark(long number, BoltPage page) throws BoltException {
    if (marks != null) {
      marks.mark(number, page.spanBytes() / pages.meta().pageSize());
    }
  }

  private Frame push(BoltPage page, BoltPage.Bounds bounds, @Nullable Bytes key) {
    Frame frame = new Frame(page, bounds, key == null ? 0 : start(page, key));
    path.push(frame);
    heldBytes += page.spanBytes();
    return frame;
  }

  private static int start(BoltPage page, Bytes key) {
    int ceiling = page.ceiling(key);
    if (page.isLeaf() || (ceiling < page.count() && page.key(ceiling).equals(key))) {
      return ceiling;
    }
    return Math.max(0, ceiling - 1);
  }

  private boolean nextLeaf() throws IOException {
    pop();
    while (!path.isEmpty()) {
      Frame frame = path.getFirst();
      frame.index++;
      if (frame.index < frame.page.count()) {
        return descendFromTop(null);
      }
      pop();
    }
    return false;
  }

  private void pop() {
    heldBytes -= path.pop().page.spanBytes();
  }

  private Frame row() {
    Frame frame = path.peek();
    if (frame == null) {
      throw new IllegalStateException("the cursor is at no row");
    }
    return frame;
  }

  /** Key of this row, a fresh array. */
  public byte[] key() {
    return keyBytes().toArray();
  }

  /** Value of this row, a fresh array. */
  public byte[] value() {
    return valueBytes().toArray();
  }

  /** Key of this row, without a copy; keeps its page in memory as long as it is kept. */
  public Bytes keyBytes() {
    Frame frame = row();
    return frame.page.key(frame.index);
  }

  /** Value of this row, without a copy; keeps its page in memory as long as it is kept. */
  public Bytes valueBytes() {
    Frame frame = row();
    return frame.page.value(frame.index);
  }

  /** Whether the value of this row is the description of a bucket. */
  public boolean isBucket() {
    Frame frame = row();
    return frame.page.isBucket(frame.index);
  }
}
