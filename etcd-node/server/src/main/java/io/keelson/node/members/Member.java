package io.keelson.node.members;

import java.util.List;

/**
 * A member of the cluster.
 *
 * @param id id, not 0
 * @param name empty until the member has published itself
 * @param peerUrls where other members reach it
 * @param clientUrls where clients reach it; empty until it has published itself
 * @param isLearner whether it only receives
 */
public record Member(
    long id, String name, List<String> peerUrls, List<String> clientUrls, boolean isLearner) {
  /** Copies the lists. */
  public Member {
    peerUrls = List.copyOf(peerUrls);
    clientUrls = List.copyOf(clientUrls);
  }

  /** Whether it has ever published itself; members that found a cluster count as started. */
  public boolean isStarted() {
    return !name.isEmpty();
  }

  /** The same member, reached elsewhere. */
  public Member withPeerUrls(List<String> newPeerUrls) {
    return new Member(id, name, newPeerUrls, clientUrls, isLearner);
  }

  /** The same member as a voter. */
  public Member asVoter() {
    return new Member(id, name, peerUrls, clientUrls, false);
  }

  /** The same member under a name. */
  public Member withAttributes(String newName, List<String> newClientUrls) {
    return new Member(id, newName, peerUrls, newClientUrls, isLearner);
  }
}
