package io.keelson.node.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words of a command line, as upstream's tools take them. */
final class ArgumentsTest {
  private static final List<Flag> FLAGS =
      List.of(
          Flag.toggle("prefix", "").letter("p"),
          Flag.text("write-out", "simple", "").letter("w"),
          Flag.number("limit", ""),
          Flag.duration("command-timeout", "5s", ""),
          new Flag("endpoints", "", Flag.Kind.TEXTS, "127.0.0.1:2379", ""));

  private static Arguments parse(String line) throws UsageException {
    return Arguments.parse(FLAGS, List.of(line.split(" ", -1)));
  }

  @Test
  void flagsStandAnywhere() throws UsageException {
    Arguments arguments = parse("a --prefix -w json b --limit=3");
    assertThat(arguments.words()).containsExactly("a", "b");
    assertThat(arguments.isOn("prefix")).isTrue();
    assertThat(arguments.text("write-out")).isEqualTo("json");
    assertThat(arguments.number("limit")).isEqualTo(3);
    assertThat(arguments.wordsBeforeDashes()).isEqualTo(-1);
  }

  @Test
  void aSwitchNeverTakesTheNextWord() throws UsageException {
    assertThat(parse("--prefix true").words()).containsExactly("true");
    assertThat(parse("--prefix=false a").isOn("prefix")).isFalse();
  }

  @Test
  void lettersMayStandTogether() throws UsageException {
    assertThat(parse("-pwjson").text("write-out")).isEqualTo("json");
    assertThat(parse("-pw=json").isOn("prefix")).isTrue();
    assertThat(parse("-p -w json").text("write-out")).isEqualTo("json");
  }

  @Test
  void nothingIsAFlagAfterDashes() throws UsageException {
    Arguments arguments = parse("a -- --prefix -w");
    assertThat(arguments.words()).containsExactly("a", "--prefix", "-w");
    assertThat(arguments.wordsBeforeDashes()).isEqualTo(1);
    assertThat(arguments.isOn("prefix")).isFalse();
  }

  @Test
  void theLastWinsUnlessThereAreMany() throws UsageException {
    assertThat(parse("--limit=1 --limit 2").number("limit")).isEqualTo(2);
    assertThat(parse("--endpoints a,b --endpoints=c").texts("endpoints"))
        .containsExactly("a", "b", "c");
    assertThat(parse("x").texts("endpoints")).containsExactly("127.0.0.1:2379");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --nonsense=1 | unknown flag: --nonsense
          -x | unknown shorthand flag: 'x' in -x
          -px | unknown shorthand flag: 'x' in -px
          --limit | flag needs an argument: --limit
          -w | flag needs an argument: 'w' in -w
          --limit=x | invalid argument "x" for "--limit" flag: strconv.ParseInt: parsing "x": \
          invalid syntax
          --prefix=x | invalid argument "x" for "--prefix" flag: strconv.ParseBool: parsing "x": \
          invalid syntax
          --command-timeout=1x | invalid argument "1x" for "--command-timeout" flag: time: unknown \
          unit "x" in duration "1x"
          --=a | bad flag syntax: --=a
          """)
  void mistakesAreNamed(String line, String message) {
    assertThatThrownBy(() -> parse(line)).isInstanceOf(UsageException.class).hasMessage(message);
  }

  @Test
  void theEnvironmentComesAfterTheLine() throws UsageException {
    Arguments arguments = parse("--limit=3");
    arguments.setUnlessGiven(FLAGS.get(2), "4");
    arguments.setUnlessGiven(FLAGS.get(1), "table");
    arguments.setUnlessGiven(FLAGS.get(3), "nonsense");
    assertThat(arguments.number("limit")).isEqualTo(3);
    assertThat(arguments.text("write-out")).isEqualTo("table");
    assertThat(arguments.duration("command-timeout")).hasSeconds(5);
  }
}
