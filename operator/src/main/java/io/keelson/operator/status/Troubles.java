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
      case RUNNING -> pod.terminating() ? "its pod is being stopped" : "its server does not answer";
    };
  }
}
