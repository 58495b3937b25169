package io.keelson.node.main;

import io.keelson.bytes.Bytes;
import io.keelson.node.link.SnapshotBody;
import io.keelson.node.link.StatePage;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.snapshot.StoreSnapshot;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/** Gives the state machine to members that rebuild theirs, to few at a time. */
final class StateImages implements StatePage {
  private static final int OPEN_MAX = 2;

  private final MvccStore store;
  private final Semaphore free = new Semaphore(OPEN_MAX);

  StateImages(MvccStore store) {
    this.store = store;
  }

  @Override
  public SnapshotBody open() throws IOException {
    if (!free.tryAcquire()) {
      throw new IOException("too many members fetch this one's state");
    }
    return new Image(new StoreSnapshot(store.view()), free);
  }

  private static final class Image implements SnapshotBody {
    private final StoreSnapshot snapshot;
    private final Semaphore free;
    private boolean isOpen = true;

    Image(StoreSnapshot snapshot, Semaphore free) {
      this.snapshot = snapshot;
      this.free = free;
    }

    @Override
    public Bytes membership() {
      return Bytes.EMPTY;
    }

    @Override
    public long sizeBytes() {
      return snapshot.sizeBytes();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return snapshot.read(target, offset, length);
    }

    @Override
    public void close() {
      if (isOpen) {
        isOpen = false;
        snapshot.close();
        free.release();
      }
    }
  }
}
