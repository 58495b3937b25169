package io.keelson.node.config;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;

/**
 * Ids of members and clusters, as every etcd computes them: the first eight bytes of a SHA-1 sum,
 * big endian. Ids are unsigned.
 */
public final class MemberIds {
  private MemberIds() {}

  /** The id of a member named in the initial cluster. */
  public static long initial(Collection<String> peerUrls, String token) {
    return firstBytes(sha1(joined(peerUrls) + token));
  }

  /** The id of a member added at run time, at this Unix time. */
  public static long added(Collection<String> peerUrls, long unixSeconds) {
    return firstBytes(sha1(joined(peerUrls) + unixSeconds));
  }

  /** The id of the cluster that is founded by these members. */
  public static long cluster(Collection<Long> memberIds) {
    List<Long> sorted = memberIds.stream().sorted(Long::compareUnsigned).toList();
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(sorted.size(), Long.BYTES));
    sorted.forEach(bytes::putLong);
    return firstBytes(sha1(bytes.array()));
  }

  /** An id as logs and tools show it: hexadecimal without padding. */
  public static String text(long id) {
    return Long.toHexString(id);
  }

  private static String joined(Collection<String> peerUrls) {
    return String.join("", peerUrls.stream().sorted().toList());
  }

  private static long firstBytes(byte[] sum) {
    return ByteBuffer.wrap(sum).getLong();
  }

  private static byte[] sha1(String text) {
    return sha1(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
