package io.keelson.node.failpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.failpoint.Term.Action;
import io.keelson.node.failpoint.Term.Condition;
import io.keelson.node.failpoint.Term.Percent;
import io.keelson.node.failpoint.Term.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What gofail reads is read alike, and nothing else is. */
final class TermParserTest {
  private static final int RANDOM_CHAINS = 2_000;
  private static final int RANDOM_TEXTS = 20_000;

  private static Term term(Action action, @Nullable TermValue value, Condition... conditions) {
    return new Term(List.of(conditions), action, value);
  }

  @Test
  void readsTermsWithConditionsAndValues() {
    TermValue empty = new TermValue.Empty();
    assertThat(TermParser.parse("panic")).containsExactly(term(Action.PANIC, empty));
    assertThat(TermParser.parse("return()")).containsExactly(term(Action.RETURN, empty));
    assertThat(TermParser.parse("off->")).containsExactly(term(Action.OFF, null));
    assertThat(TermParser.parse("50.0%sleep(10)"))
        .containsExactly(term(Action.SLEEP, new TermValue.Whole(10), new Percent(50)));
    assertThat(TermParser.parse("2*1.5%print(true)"))
        .containsExactly(
            term(Action.PRINT, new TermValue.Truth(true), new Times(2), new Percent(1.5)));
    assertThat(TermParser.parse("50.%sleep(\"1m\")"))
        .containsExactly(term(Action.SLEEP, new TermValue.Text("1m"), new Percent(50)));
    assertThat(TermParser.parse("3*off->1*return(\"x)->\")->panic"))
        .containsExactly(
            term(Action.OFF, null, new Times(3)),
            term(Action.RETURN, new TermValue.Text("x)->"), new Times(1)),
            term(Action.PANIC, empty));
    assertThat(TermParser.parse("sleep(-5)"))
        .containsExactly(term(Action.SLEEP, new TermValue.Whole(-5)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "5",
        "5*",
        "50%panic",
        "50.0panic",
        "1*2panic",
        "panic(",
        "panic(x)",
        "panic(\"",
        "panic(\"a\"",
        "panic panic",
        "panic-",
        "->panic",
        "panic->->panic",
        "Panic",
        "break",
        "99999999999*panic",
        "sleep(10",
        "sleep(1)x",
        "(5)",
        "3*(5)",
        "panicx",
        "sleep(+)",
        "sleep(99999999999999999999)"
      })
  void malformedTextHasNoTerms(String text) {
    assertThat(TermParser.parse(text)).isEmpty();
  }

  @Test
  void whatIsWrittenIsReadBack() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < RANDOM_CHAINS; i++) {
      List<Term> chain = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(1, 5);
      for (int j = 0; j < length; j++) {
        Term term = draw(random, j == length - 1);
        chain.add(term);
        text.append(j == 0 ? "" : "->").append(write(term));
      }
      assertThat(TermParser.parse(text.toString())).as(text.toString()).isEqualTo(chain);
    }
  }

  @Test
  void noTextIsTooOdd() {
    SplittableRandom random = new SplittableRandom(2);
    String[] pieces = {
      "off", "panic", "sleep", "->", "(", ")", "()", "\"", "\\", "5", ".", "%", "*"
    };
    for (int i = 0; i < RANDOM_TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(12); j > 0; j--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      List<Term> terms = TermParser.parse(text.toString());
      String actions = text.toString().replaceAll("\"[^\"]*\"", "");
      if (!actions.contains("off") && !actions.contains("panic") && !actions.contains("sleep")) {
        assertThat(terms).as(text.toString()).isEmpty();
      }
    }
  }

  private static Term draw(SplittableRandom random, boolean isLast) {
    List<Condition> conditions = new ArrayList<>();
    while (random.nextInt(3) == 0) {
      conditions.add(
          random.nextBoolean()
              ? new Times(random.nextInt(1000))
              : new Percent(random.nextInt(1000) / 8.0));
    }
    Action[] actions = Action.values();
    @Nullable TermValue value =
        switch (random.nextInt(5)) {
          case 0 -> new TermValue.Whole(random.nextLong());
          case 1 -> new TermValue.Truth(random.nextBoolean());
          case 2 -> new TermValue.Text("a\"b\\c->(" + random.nextInt());
          case 3 -> new TermValue.Empty();
          default -> isLast ? new TermValue.Empty() : null;
        };
    return new Term(conditions, actions[random.nextInt(actions.length)], value);
  }

  private static String write(Term term) {
    StringBuilder text = new StringBuilder();
    for (Condition condition : term.conditions()) {
      switch (condition) {
        case Times times -> text.append(times.count()).append('*');
        case Percent share -> text.append(share.percent()).append('%');
      }
    }
    text.append(term.action().word());
    switch (term.value()) {
      case null -> {}
      case TermValue.Empty _ -> text.append("()");
      case TermValue.Text quoted ->
          text.append("(\"")
              .append(quoted.text().replace("\\", "\\\\").replace("\"", "\\\""))
              .append("\")");
      case TermValue.Whole whole -> text.append('(').append(whole).append(')');
      case TermValue.Truth truth -> text.append('(').append(truth).append(')');
    }
    return text.toString();
  }
}
