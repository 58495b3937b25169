package io.keelson.node.sim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients asked and were told, in the order in which they asked. */
final class History {
  /** Time of an answer that never came. */
  static final long NEVER = Long.MAX_VALUE;

  private final List<Call> calls = new ArrayList<>();

  /** What is known of a request's effect. */
  enum Outcome {
    /** It was answered. */
    DONE,
    /** It may have an effect, at any time since it was asked. */
    UNKNOWN,
    /** It has none, and never will. */
    REFUSED
  }

  /** A request and what became of it. */
  static final class Call {
    private final int number;
    private final String client;
    private final Op op;
    private final long invokedNanos;
    private Outcome outcome = Outcome.UNKNOWN;
    private long returnedNanos = NEVER;
    private @Nullable Answer answer;

    Call(int number, String client, Op op, long invokedNanos) {
      this.number = number;
      this.client = client;
      this.op = op;
      this.invokedNanos = invokedNanos;
    }

    int number() {
      return number;
    }

    Op op() {
      return op;
    }

    long invokedNanos() {
      return invokedNanos;
    }

    long returnedNanos() {
      return returnedNanos;
    }

    boolean isDone() {
      return outcome == Outcome.DONE;
    }

    boolean isUnknown() {
      return outcome == Outcome.UNKNOWN;
    }

    /** The answer of a call that is done. */
    Answer answer() {
      if (answer == null) {
        throw new IllegalStateException("not answered: " + this);
      }
      return answer;
    }

    void done(Answer given, long nanos) {
      outcome = Outcome.DONE;
      answer = given;
      returnedNanos = nanos;
    }

    void refused(long nanos) {
      outcome = Outcome.REFUSED;
      returnedNanos = nanos;
    }

    @Override
    public String toString() {
      return "#"
          + number
          + " "
          + client
          + " "
          + op
          + " asked at "
          + invokedNanos
          + (answer == null
              ? " " + outcome
              : " answered at "
                  + returnedNanos
                  + " revision "
                  + answer.revision()
                  + ": "
                  + answer.text());
    }
  }

  /** A client asks. */
  Call invoke(String client, Op op, long nanos) {
    Call call = new Call(calls.size(), client, op, nanos);
    calls.add(call);
    return call;
  }

  /** All calls. */
  List<Call> calls() {
    return calls;
  }
}
