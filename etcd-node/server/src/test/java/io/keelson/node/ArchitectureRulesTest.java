package io.keelson.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of {@link ArchitectureTest} report classes that break them, and no others. */
final class ArchitectureRulesTest {
  private static final String ROOT = "io.keelson.node.fixture";
  private static final JavaClasses FIXTURES = new ClassFileImporter().importPackages(ROOT);

  private static List<String> violations(String rule) {
    return new ArchitectureRules(ROOT)
        .all().stream()
            .filter(named -> named.name().equals(rule))
            .flatMap(
                named -> named.rule().evaluate(FIXTURES).getFailureReport().getDetails().stream())
            .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "cycles, UsesApi",
    "imports, UsesApi",
    "imports, UsesMain",
    "rocksdb, UsesLibraries",
    "netty, UsesLibraries",
    "grpc, UsesGrpc",
    "protobuf, UsesGrpc",
    "clocks, ReadsClock",
    "clocks, RefersToClock",
    "clocks, StartsThread",
    "clocks, DrawsRandom",
    "deterministic, WalksHashMap",
    "locks, Locks",
    "locks, Counts",
    "locks, Shares",
    "final, Open",
    "process, ReadsEnvironment"
  })
  void reports(String rule, String offender) {
    assertThat(violations(rule)).anySatisfy(text -> assertThat(text).contains(offender));
  }

  @Test
  void mainMayDoWhatOthersMayNot() {
    for (String rule : List.of("clocks", "process", "locks", "final")) {
      assertThat(violations(rule)).noneSatisfy(text -> assertThat(text).contains("Wires"));
    }
  }

  @Test
  void apiMayImportMvcc() {
    assertThat(violations("imports"))
        .noneSatisfy(text -> assertThat(text).startsWith("Class <" + ROOT + ".api.UsesMvcc>"));
  }
}
