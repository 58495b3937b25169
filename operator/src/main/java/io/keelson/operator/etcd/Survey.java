package io.keelson.operator.etcd;

import io.keelson.operator.plan.Poll;
import java.util.List;
import java.util.Map;

/**
 * What all members said at one time.
 *
 * @param answers by name of the member; who did not answer in time is missing
 * @param failures by name of the member, why it did not
 * @param listed the list of members was read, with a quorum
 * @param listing that list
 * @param alarms raised alarms
 */
public record Survey(
    Map<String, Poll> answers,
    Map<String, String> failures,
    boolean listed,
    List<Listed> listing,
    List<Raised> alarms) {
  public Survey {
    answers = Map.copyOf(answers);
    failures = Map.copyOf(failures);
    listing = List.copyOf(listing);
    alarms = List.copyOf(alarms);
  }

  /** Nobody was asked. */
  public static Survey none() {
    return new Survey(Map.of(), Map.of(), false, List.of(), List.of());
  }

  /** One line of the list of members. */
  public record Listed(long memberId, String name, List<String> peerUrls, boolean learner) {
    public Listed {
      peerUrls = List.copyOf(peerUrls);
    }
  }

  /** A raised alarm. */
  public record Raised(long memberId, String type) {}
}
