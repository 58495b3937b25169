package io.keelson.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.keelson.proto.etcdserverpb.SnapshotResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** However the bytes are cut, the digest at the end is told from the database before it. */
class SnapshotCheckTest {
  private final byte[] stream = withDigest();

  @Test
  void acceptsAnyCut() {
    for (int piece : new int[] {1, 31, 32, 33, 500, 2000}) {
      SnapshotCheck check = send(stream, piece);
      check.finish();
      assertThat(check.bytes()).isEqualTo(stream.length);
    }
  }

  @Test
  void findsAFlippedBit() {
    byte[] broken = stream.clone();
    broken[500] ^= 1;
    SnapshotCheck check = send(broken, 100);
    assertThatThrownBy(check::finish).hasMessage("the snapshot's digest is wrong");
  }

  @Test
  void findsAnEarlyEnd() {
    SnapshotCheck check = new SnapshotCheck();
    check.take(response(stream, 0, 100));
    assertThatThrownBy(check::finish).hasMessage("the snapshot ended with 932 bytes to come");
    assertThatThrownBy(new SnapshotCheck()::finish).isInstanceOf(IllegalStateException.class);
  }

  private static SnapshotCheck send(byte[] bytes, int piece) {
    SnapshotCheck check = new SnapshotCheck();
    for (int at = 0; at < bytes.length; at += piece) {
      check.take(response(bytes, at, Math.min(bytes.length, at + piece)));
    }
    return check;
  }

  private static byte[] response(byte[] bytes, int from, int to) {
    return SnapshotResponse.newBuilder()
        .setRemainingBytes(bytes.length - to)
        .setBlob(ByteString.copyFrom(bytes, from, to - from))
        .build()
        .toByteArray();
  }

  private static byte[] withDigest() {
    byte[] database = new byte[1000];
    new SplittableRandom(1).nextBytes(database);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(database);
      byte[] all = Arrays.copyOf(database, database.length + digest.length);
      System.arraycopy(digest, 0, all, database.length, digest.length);
      return all;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
