package io.keelson.backup.source;

import io.keelson.backup.source.PageBytes.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Watches the pages of a database stream by, and can say at the end what the snapshot's revision
 * and its marks are, although nothing of it was kept and its pages come in any order.
 *
 * <p>Upstream sends its file as it is, so pages that are free may be anything: older states, or
 * newer ones that were written while the file was read. So each page only leaves a note of a few
 * numbers (which page is the last below a branch, what is the last revision in a leaf if it is one
 * of the newest), and the notes count only if the way from the root leads there. One thread.
 */
public final class PageScan {
  private static final int META_BYTES = 80;
  private static final int PAGE_BYTES_MIN = 1 << 10;
  private static final int PAGE_BYTES_MAX = 1 << 16;
  private static final int NOTES_MAX = 1 << 18;
  private static final int BUCKET_NOTES_MAX = 1 << 12;
  private static final int DEPTH_MAX = 64;

  private final long floorRevision;
  private final byte[] first = new byte[META_BYTES];
  private byte[] page = new byte[0];
  private int filled;
  private long pageId;
  private long position;
  private boolean isReadable = true;
  private @Nullable Meta meta;

  private final Map<Long, Long> lastChildren = new HashMap<>();
  private final Map<Long, Long> lastRevisions = new HashMap<>();
  private final Map<Long, Map<String, Bucket>> bucketPages = new HashMap<>();
  private final Map<Long, Marks> markPages = new HashMap<>();
  private final Set<Long> authPages = new HashSet<>();
  private final TreeMap<Long, Wanted> wanted = new TreeMap<>();

  private record Meta(long root, long transaction) {}

  /** A bucket's root page; 0 if its only page is within the row, as {@code inline}. */
  private record Bucket(long root, PageBytes inline) {}

  /** A key that lies in a later page. */
  private static final class Wanted {
    private final long page;
    private final byte[] key;
    private int found;

    Wanted(long page, int length) {
      this.page = page;
      this.key = new byte[length];
    }
  }

  /**
   * Begins.
   *
   * @param floorRevision a revision that the snapshot certainly has
   */
  public PageScan(long floorRevision) {
    this.floorRevision = floorRevision;
  }

  /** What a snapshot says of itself. */
  public record Found(long revision, Marks marks, boolean isAuthEnabled) {}

  /** Takes the next bytes of the database; what follows its pages does no harm. */
  public void update(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (isReadable && at < end) {
      if (page.length == 0) {
        int count = Math.min(end - at, META_BYTES - filled);
        System.arraycopy(bytes, at, first, filled, count);
        at += count;
        filled += count;
        if (filled == META_BYTES) {
          begin();
        }
        continue;
      }
      int count = Math.min(end - at, page.length - filled);
      System.arraycopy(bytes, at, page, filled, count);
      at += count;
      filled += count;
      if (filled == page.length) {
        read();
        position += page.length;
        pageId++;
        filled = 0;
      }
    }
  }

  private void begin() {
    int pageBytes = new PageBytes(first, 0, META_BYTES).intAt(24);
    isReadable =
        pageBytes >= PAGE_BYTES_MIN
            && pageBytes <= PAGE_BYTES_MAX
            && Integer.bitCount(pageBytes) == 1;
    if (isReadable) {
      page = new byte[pageBytes];
      System.arraycopy(first, 0, page, 0, META_BYTES);
    }
  }

  private void read() {
    PageBytes bytes = new PageBytes(page, 0, page.length);
    if (pageId < 2) {
      readMeta(bytes);
      return;
    }
    fulfil();
    if (bytes.longAt(0) != pageId) {
      return; // the inside of a value, or nothing that was ever a page
    }
    if (bytes.isBranch() && lastChildren.size() < NOTES_MAX) {
      long child = bytes.lastChild();
      if (child >= 0) {
        lastChildren.put(pageId, child);
      }
    } else if (bytes.isLeaf() && bytes.count() > 0) {
      readLeaf(bytes);
    }
  }

  private void readMeta(PageBytes bytes) {
    boolean isMeta = bytes.intAt(16) == PageBytes.MAGIC && bytes.isChecksumRight();
    Meta found = new Meta(bytes.longAt(32), bytes.longAt(64));
    if (isMeta && (meta == null || found.transaction() > meta.transaction())) {
      meta = found;
    }
  }

  private void readLeaf(PageBytes bytes) {
    @Nullable Element last = bytes.leafElement(bytes.count() - 1);
    if (last == null) {
      return;
    }
    if (last.isBucket()) {
      if (bucketPages.size() < BUCKET_NOTES_MAX || isRoot()) {
        bucketPages.put(pageId, buckets(bytes));
      }
    } else if (last.keyLength() == 17 || last.keyLength() == 18) {
      readRevision(bytes, last);
    } else if (markPages.size() < BUCKET_NOTES_MAX) {
      @Nullable Marks marks = Marks.of(bytes);
      if (marks != null) {
        markPages.put(pageId, marks);
      } else if (tellsAuthEnabled(bytes)) {
        var _ = authPages.add(pageId);
      }
    }
  }

  private boolean isRoot() {
    return meta != null && meta.root() == pageId;
  }

  private static Map<String, Bucket> buckets(PageBytes bytes) {
    Map<String, Bucket> buckets = new HashMap<>();
    for (Element element : bytes.elements()) {
      @Nullable PageBytes value = bytes.value(element);
      String name = bytes.key(element);
      if (element.isBucket() && value != null && value.length() >= 16) {
        long root = value.longAt(0);
        buckets.put(
            name,
            new Bucket(root, root == 0 ? value.from(16).copy() : new PageBytes(new byte[0], 0, 0)));
      }
    }
    return buckets;
  }

  private void readRevision(PageBytes bytes, Element last) {
    if (last.keyAt() + last.keyLength() <= bytes.length()) {
      note(pageId, bytes.from(last.keyAt()));
    } else if (last.keyAt() < (long) (bytes.overflow() + 1) * page.length
        && wanted.size() < NOTES_MAX) {
      Wanted later = new Wanted(pageId, last.keyLength());
      long at = position + last.keyAt();
      int here = Math.max(0, Math.min(page.length - last.keyAt(), last.keyLength()));
      if (here > 0) {
        System.arraycopy(page, last.keyAt(), later.key, 0, here);
      }
      later.found = here;
      wanted.put(at + here, later);
    }
  }

  /** Looks for keys of earlier pages in this one. */
  private void fulfil() {
    while (!wanted.isEmpty() && wanted.firstKey() < position + page.length) {
      long at = wanted.firstKey();
      @Nullable Wanted next = wanted.remove(at);
      if (next == null || at < position) {
        continue;
      }
      int from = (int) (at - position);
      int count = Math.min(next.key.length - next.found, page.length - from);
      System.arraycopy(page, from, next.key, next.found, count);
      next.found += count;
      if (next.found == next.key.length) {
        note(next.page, new PageBytes(next.key, 0, next.key.length));
      } else {
        wanted.put(at + count, next);
      }
    }
  }

  private void note(long leaf, PageBytes key) {
    long revision = key.revision();
    if (revision >= floorRevision && lastRevisions.size() < NOTES_MAX) {
      lastRevisions.put(leaf, revision);
    }
  }

  /** What the snapshot says of itself, empty if its pages cannot be understood. */
  public Optional<Found> found() {
    Map<String, Bucket> buckets = new HashMap<>();
    if (meta == null || !collect(meta.root(), buckets)) {
      return Optional.empty();
    }
    @Nullable Marks marks = marks(buckets.get("meta"));
    long revision = revision(buckets.get("key"), marks);
    if (marks == null || revision < 0) {
      return Optional.empty();
    }
    return Optional.of(new Found(revision, marks, isAuthEnabled(buckets.get("auth"))));
  }

  /** The buckets of the root page; of one that is split, as it hardly ever is, the last part. */
  private boolean collect(long root, Map<String, Bucket> buckets) {
    @Nullable Map<String, Bucket> found = bucketPages.get(root);
    if (found == null) {
      return false;
    }
    buckets.putAll(found);
    return true;
  }

  private @Nullable Marks marks(@Nullable Bucket bucket) {
    if (bucket == null) {
      return null;
    }
    return bucket.root() == 0 ? Marks.of(bucket.inline()) : markPages.get(bucket.root());
  }

  /** The last revision of a bucket and the marks, −1 if it cannot be told. */
  private long revision(@Nullable Bucket bucket, @Nullable Marks marks) {
    long least = marks == null ? 1 : Math.max(1, marks.compactRevision());
    if (bucket == null) {
      return least;
    }
    if (bucket.root() == 0) {
      List<Element> elements = new ArrayList<>(bucket.inline().elements());
      return elements.isEmpty()
          ? least
          : Math.max(least, bucket.inline().from(elements.getLast().keyAt()).revision());
    }
    long at = bucket.root();
    for (int depth = 0; depth < DEPTH_MAX; depth++) {
      @Nullable Long child = lastChildren.get(at);
      if (child == null) {
        break;
      }
      at = child;
    }
    @Nullable Long revision = lastRevisions.get(at);
    if (revision == null) {
      return least >= floorRevision ? least : -1;
    }
    return Math.max(least, revision);
  }

  private boolean isAuthEnabled(@Nullable Bucket bucket) {
    if (bucket == null) {
      return false;
    }
    return bucket.root() == 0
        ? tellsAuthEnabled(bucket.inline())
        : authPages.contains(bucket.root());
  }

  private static boolean tellsAuthEnabled(PageBytes page) {
    for (Element element : page.elements()) {
      @Nullable PageBytes value = page.value(element);
      if (page.key(element).equals("authEnabled") && value != null) {
        return value.length() == 1 && value.byteAt(0) == 1;
      }
    }
    return false;
  }
}
