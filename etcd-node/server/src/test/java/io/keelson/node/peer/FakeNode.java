package io.keelson.node.peer;

import io.keelson.bytes.Bytes;
import io.keelson.node.link.PeerHandler;
import io.keelson.node.link.PeerPages;
import io.keelson.node.link.SnapshotBody;
import io.keelson.node.link.SnapshotSink;
import io.keelson.node.link.StatePage;
import io.keelson.raft.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What stands behind a transport in tests: remembers what it is told. */
final class FakeNode implements PeerHandler, PeerPages {
  final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  final BlockingQueue<Long> unreachable = new LinkedBlockingQueue<>();
  final BlockingQueue<Long> removedSays = new LinkedBlockingQueue<>();
  final BlockingQueue<String> snapshotsSent = new LinkedBlockingQueue<>();
  final BlockingQueue<ReceivedSnapshot> snapshots = new LinkedBlockingQueue<>();
  final Set<Long> removed = ConcurrentHashMap.newKeySet();
  volatile boolean refusesSnapshots;
  volatile boolean failsToFinish;
  volatile @Nullable SnapshotBody state;

  /** A snapshot that is arriving, or has. */
  static final class ReceivedSnapshot implements SnapshotSink {
    final Message message;
    final Bytes membership;
    final ByteArrayOutputStream file = new ByteArrayOutputStream();
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final boolean isFailing;

    ReceivedSnapshot(Message message, Bytes membership, boolean isFailing) {
      this.message = message;
      this.membership = membership;
      this.isFailing = isFailing;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      file.write(source, offset, length);
    }

    @Override
    public void finish() throws IOException {
      if (isFailing) {
        ends.add("failed");
        throw new IOException("damaged");
      }
      ends.add("finished");
    }

    @Override
    public void abort() {
      ends.add("aborted");
    }
  }

  @Override
  public void received(Message message) {
    messages.add(message);
  }

  @Override
  public void unreachable(long member) {
    unreachable.add(member);
  }

  @Override
  public void snapshotSent(long member, boolean isAccepted) {
    snapshotsSent.add(Long.toHexString(member) + " " + isAccepted);
  }

  @Override
  public SnapshotSink openSnapshot(Message message, Bytes membership) throws IOException {
    if (refusesSnapshots) {
      throw new IOException("no room");
    }
    var snapshot = new ReceivedSnapshot(message, membership, failsToFinish);
    snapshots.add(snapshot);
    return snapshot;
  }

  @Override
  public boolean isRemoved(long member) {
    return removed.contains(member);
  }

  @Override
  public boolean isMember(long member) {
    return !isRemoved(member);
  }

  @Override
  public void removedSays(long member) {
    removedSays.add(member);
  }

  private static Page page(String text) {
    return new Page(200, "application/json", Bytes.utf8(text));
  }

  @Override
  public void version(Consumer<Page> answer) {
    answer.accept(page("{\"etcdserver\":\"3.7.1\"}"));
  }

  @Override
  public void members(Consumer<Page> answer) {
    answer.accept(page("[]"));
  }

  @Override
  public void promote(long member, Consumer<Page> answer) {
    answer.accept(page("promoted " + Long.toUnsignedString(member)));
  }

  @Override
  public void hashKv(Bytes body, Consumer<Page> answer) {
    answer.accept(page("hash of " + body.utf8()));
  }

  @Override
  public StatePage state() {
    return () -> {
      SnapshotBody offered = state;
      if (offered == null) {
        throw new IOException("too many members fetch this one's state");
      }
      return offered;
    };
  }

  @Override
  public void isDowngradeEnabled(Consumer<Page> answer) {
    answer.accept(new Page(200, "text/plain", Bytes.utf8("false")));
  }

  @Override
  public void renewLease(Bytes body, Consumer<Page> answer) {
    answer.accept(new Page(404, "text/plain", Bytes.utf8("lease not found\n")));
  }

  @Override
  public void leaseTimes(Bytes body, Consumer<Page> answer) {
    answer.accept(new Page(200, "application/protobuf", body));
  }
}
