package io.keelson.e2e.diff;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Field by field, of two servers' answers to one request. */
final class Comparison {
  private static final int PRINTED = 4_000;

  private Comparison() {}

  /** What differs, in one line; empty when nothing does. */
  static Optional<String> difference(Op op, Outcome left, Outcome right) {
    if (isLost(left) || isLost(right)) {
      return Optional.of("no answer at all: " + lost(left, right) + " gone or stuck");
    }
    if (left instanceof Outcome.Refusal a && right instanceof Outcome.Refusal b) {
      return refusals(op, a, b);
    }
    if (left instanceof Outcome.Answer(Message a) && right instanceof Outcome.Answer(Message b)) {
      return messages(op, a, b);
    }
    if (left instanceof Outcome.Streamed a && right instanceof Outcome.Streamed b) {
      if (!a.misplaced().equals(b.misplaced())) {
        return Optional.of("header, more or count before the last chunk");
      }
      return messages(op, a.merged(), b.merged());
    }
    return Optional.of("one answers, the other refuses");
  }

  /**
   * Equal silence is not agreement: two servers that died of the same request would pass. No
   * request of a run on a healthy single member has one of these codes as its right answer.
   */
  private static boolean isLost(Outcome outcome) {
    return outcome instanceof Outcome.Refusal(var code, var _)
        && (code == Status.Code.UNAVAILABLE
            || code == Status.Code.DEADLINE_EXCEEDED
            || code == Status.Code.CANCELLED);
  }

  private static String lost(Outcome left, Outcome right) {
    if (isLost(left) && isLost(right)) {
      return "both servers";
    }
    return isLost(left) ? "left" : "right";
  }

  static String describe(Outcome outcome) {
    String text =
        switch (outcome) {
          case Outcome.Refusal(var code, var reason) -> code + ": " + reason;
          case Outcome.Answer(var message) -> TextFormat.printer().printToString(message);
          case Outcome.Streamed(var merged, var misplaced) ->
              "stream, " + misplaced + "\n" + TextFormat.printer().printToString(merged);
        };
    return text.length() <= PRINTED
        ? text
        : text.substring(0, PRINTED) + "… (" + text.length() + " characters)";
  }

  private static Optional<String> refusals(Op op, Outcome.Refusal a, Outcome.Refusal b) {
    if (a.code() != b.code()) {
      return Optional.of("status codes " + a.code() + " and " + b.code());
    }
    if (op.textRule() == Op.TextRule.SAME_TEXT && !a.text().equals(b.text())) {
      return Optional.of("status texts");
    }
    return Optional.empty();
  }

  private static Optional<String> messages(Op op, Message left, Message right) {
    Message a = Canonical.withoutIdentity(left);
    Message b = Canonical.withoutIdentity(right);
    if (a.equals(b)) {
      return Optional.empty();
    }
    try {
      Message request = Op.parse(op.rpc().requestType(), op.request());
      a = Canonical.ordered(request, a);
      b = Canonical.ordered(request, b);
    } catch (IOException e) {
      return Optional.of("answers to what this test cannot parse: " + e.getMessage());
    }
    return a.equals(b) ? Optional.empty() : Optional.of(firstDifference(a, b));
  }

  private static String firstDifference(Message a, Message b) {
    List<String> left = TextFormat.printer().printToString(a).lines().toList();
    List<String> right = TextFormat.printer().printToString(b).lines().toList();
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      if (!left.get(i).equals(right.get(i))) {
        return "line %d: \"%s\" and \"%s\""
            .formatted(i + 1, left.get(i).strip(), right.get(i).strip());
      }
    }
    return "length: %d and %d lines".formatted(left.size(), right.size());
  }
}
