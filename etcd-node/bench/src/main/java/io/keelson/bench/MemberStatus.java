package io.keelson.bench;

import java.util.List;
import java.util.Optional;

/**
 * What a member says of itself and its cluster.
 *
 * @param leaderId 0 while it knows of none
 */
record MemberStatus(long memberId, long leaderId, long term, long revision) {
  /** Reads a response to Maintenance.Status. */
  static MemberStatus of(byte[] response) {
    ResponseCursor cursor = new ResponseCursor(response);
    long memberId = 0;
    long revision = 0;
    while (cursor.next()) {
      if (cursor.field() == 1) {
        memberId = ResponseCursor.numberIn(cursor.nested(), 2);
        revision = ResponseCursor.numberIn(cursor.nested(), 3);
      }
    }
    return new MemberStatus(
        memberId,
        ResponseCursor.numberIn(new ResponseCursor(response), 4),
        ResponseCursor.numberIn(new ResponseCursor(response), 6),
        revision);
  }

  /** The one of these members that all of them take for the leader of the same term. */
  static Optional<MemberStatus> agreedLeader(List<MemberStatus> members) {
    return members.stream()
        .filter(leader -> leader.memberId != 0)
        .filter(
            leader ->
                members.stream()
                    .allMatch(it -> it.leaderId == leader.memberId && it.term == leader.term))
        .findFirst();
  }
}
