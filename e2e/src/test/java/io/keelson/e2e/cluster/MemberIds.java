package io.keelson.e2e.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Ids of the members that a cluster begins with: a hash of URL and token. Servers list members by
 * id, so a token is searched with which ids are in the order of the names, and lists of two
 * clusters can be compared.
 */
final class MemberIds {
  private static final int ATTEMPTS = 1_000_000;

  private MemberIds() {}

  /** A token that begins with the given text. */
  static String orderingToken(String text, List<String> peerUrls) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      String token = text + "-" + attempt;
      if (isAscending(peerUrls.stream().map(url -> id(url, token)).toList())) {
        return token;
      }
    }
    throw new IllegalStateException("no token orders " + peerUrls);
  }

  private static boolean isAscending(List<Long> ids) {
    for (int i = 1; i < ids.size(); i++) {
      if (Long.compareUnsigned(ids.get(i - 1), ids.get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  static long id(String peerUrl, String token) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return ByteBuffer.wrap(sha1.digest((peerUrl + token).getBytes(StandardCharsets.UTF_8)))
          .getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
