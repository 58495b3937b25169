package io.keelson.raft;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The Raft core is a function of its inputs: it uses the plainest parts of the JDK and itself. */
final class RaftArchitectureTest {
  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.keelson.raft", "io.keelson.bytes");

  private static final ArchRule PLAIN =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.keelson.raft..",
              "io.keelson.bytes..",
              "java.lang",
              "java.lang.invoke",
              "java.lang.runtime",
              "java.util",
              "java.util.function",
              "java.util.stream",
              "java.util.random",
              "java.nio",
              "java.nio.charset",
              "org.jspecify.annotations");

  private static final ArchRule BLIND =
      noClasses()
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Thread.class, java.util.Random.class, java.util.Timer.class);

  private static final ArchRule ORDERED =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(HashMap.class, java.util.HashSet.class, java.util.IdentityHashMap.class);

  @Test
  void usesThePlainestPartsOnly() {
    PLAIN.check(MODULE);
  }

  @Test
  void readsNoClockAndDrawsNothingItself() {
    BLIND.check(MODULE);
  }

  @Test
  void keepsNothingInHashOrder() {
    ORDERED.check(MODULE);
  }

  @Test
  void bytesKnowNothingOfRaft() {
    noClasses()
        .that()
        .resideInAPackage("io.keelson.bytes..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.keelson.raft..")
        .check(MODULE);
    slices().matching("io.keelson.(bytes|raft)..").should().beFreeOfCycles().check(MODULE);
  }

  @Test
  void rulesReportOffenders() {
    JavaClasses bad = new ClassFileImporter().importClasses(Bad.class);
    assertThat(PLAIN.evaluate(bad).hasViolation()).isTrue();
    assertThat(BLIND.evaluate(bad).hasViolation()).isTrue();
    assertThat(ORDERED.evaluate(bad).hasViolation()).isTrue();
  }

  /** Breaks every rule. */
  static final class Bad {
    private final Map<String, java.util.concurrent.atomic.AtomicLong> times = new HashMap<>();

    void note(String what) {
      times.put(what, new java.util.concurrent.atomic.AtomicLong(System.nanoTime()));
    }

    int size() {
      return times.size();
    }
  }
}
