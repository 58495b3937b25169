package io.keelson.operator.status;

import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.PodFacts;

/** What keeps a member from being healthy, in words. */
final class Troubles {
  private Troubles() {}

  static String of(MemberFacts member) {
    if (member.volumeLost()) {
      return "its volume is gone";
    }
    if (member.pod().isEmpty()) {
      return "it has no pod";
    }
    PodFacts pod = member.pod().get();
    if (!pod.message().isEmpty()) {
      return pod.message();
    }
    return switch (pod.state()) {
      case UNSCHEDULED -> "its pod waits for a node";
      case STARTING -> "its pod starts";
      case FAILING -> "its server ends again and again";
      case ENDED -> "its pod ended";
      case NODE_LOST -> "its node " + pod.node() + " is gone";
      case RUNNING -> pod.terminating() ? "its pod is being stopped" : silent(member);
    };
  }

  private static String silent(MemberFacts member) {
    if (member.poll().isEmpty()) {
      return "its server does not answer";
    }
    return member.poll().get().serving()
        ? "it answers as another member, or as one of another cluster"
        : "it answers, but has no leader";
  }

  /** Its data is gone, as its claim shows or as the guard of its volume has found. */
  static boolean volumeLost(MemberFacts member) {
    return member.volumeLost() || member.pod().filter(PodFacts::foundEmptyVolume).isPresent();
  }

  /** Who has an identity: the name where it is known, which people can do something with. */
  static String name(Report report, long memberId) {
    return report.observation().members().stream()
        .filter(member -> member.memberId() == memberId)
        .map(MemberFacts::name)
        .findFirst()
        .orElse("member %016x".formatted(memberId));
  }
}
