package io.keelson.node.failpoint;

import io.keelson.node.config.BadValueException;
import io.keelson.node.config.GoDuration;
import io.keelson.node.failpoint.Term.Condition;
import io.keelson.node.failpoint.Term.Percent;
import io.keelson.node.failpoint.Term.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The terms of one place, with what is left of their counts. */
final class Terms {
  private final String text;
  private final Failpoint point;
  private final FailpointEffects effects;
  private final List<Step> chain = new ArrayList<>();

  /** Read without the lock, which a thread that sleeps here keeps. */
  private volatile int count;

  /** A term and what is left of each of its counts; 0 for other conditions. */
  private static final class Step {
    private final Term term;
    private final int[] left;

    Step(Term term) {
      this.term = term;
      this.left = term.conditions().stream().mapToInt(Step::atFirst).toArray();
    }

    private static int atFirst(Condition condition) {
      return switch (condition) {
        case Times times -> times.count();
        case Percent _ -> 0;
      };
    }

    boolean mayAct(FailpointEffects effects) {
      for (int i = 0; i < left.length; i++) {
        boolean holds =
            switch (term.conditions().get(i)) {
              case Times _ -> left[i] > 0 && left[i]-- > 0;
              case Percent share -> effects.random() <= share.percent() / 100;
            };
        if (!holds) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Terms that have not acted yet.
   *
   * @param text as given
   * @param terms what was read in it
   */
  Terms(String text, List<Term> terms, Failpoint point, FailpointEffects effects) {
    this.text = text;
    this.point = point;
    this.effects = effects;
    terms.forEach(term -> chain.add(new Step(term)));
  }

  /** As given. */
  String text() {
    return text;
  }

  /** How often a term has acted. */
  int count() {
    return count;
  }

  /** Lets the first term act whose conditions hold. Others who come here meanwhile wait. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
  synchronized void act() {
    for (Step step : chain) {
      if (step.mayAct(effects)) {
        count++;
        act(step.term);
        return;
      }
    }
  }

  private void act(Term term) {
    switch (term.action()) {
      case OFF, RETURN -> {
        // None of the places does anything with a value.
      }
      case SLEEP -> sleep(term);
      case PANIC ->
          effects.panic(
              "failpoint panic: "
                  + (term.value() == null ? point.upstreamName() : term.value().toString()));
      case PRINT -> effects.print("failpoint print: " + point.upstreamName());
    }
  }

  private void sleep(Term term) {
    switch (term.value()) {
      case TermValue.Whole millis -> effects.sleep(Duration.ofMillis(millis.number()));
      case TermValue.Text duration -> {
        try {
          effects.sleep(GoDuration.parse(duration.text()));
        } catch (BadValueException e) {
          effects.print(
              "failpoint: could not parse sleep("
                  + duration.text()
                  + ") on "
                  + point.upstreamName());
        }
      }
      case TermValue.Empty _, TermValue.Truth _ -> ignore(String.valueOf(term.value()));
      case null -> ignore("<nil>");
    }
  }

  private void ignore(String value) {
    effects.print("failpoint: ignoring sleep(" + value + ") on " + point.upstreamName());
  }
}
