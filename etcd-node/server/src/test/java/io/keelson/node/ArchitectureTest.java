package io.keelson.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The node's packages keep to the rules. */
final class ArchitectureTest {
  private static final String ROOT = "io.keelson.node";
  private static final JavaClasses NODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  static List<ArchitectureRules.Named> rules() {
    return new ArchitectureRules(ROOT).all();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holds(ArchitectureRules.Named named) {
    named.rule().check(NODE);
  }

  @Test
  void knowsEveryPackage() {
    TreeSet<String> packages = new TreeSet<>();
    for (JavaClass javaClass : NODE) {
      packages.add(javaClass.getPackageName());
    }
    assertThat(packages)
        .containsExactly(
            ROOT,
            ROOT + ".agent",
            ROOT + ".alarm",
            ROOT + ".api",
            ROOT + ".apply",
            ROOT + ".bolt",
            ROOT + ".command",
            ROOT + ".compactor",
            ROOT + ".config",
            ROOT + ".corruption",
            ROOT + ".ctl",
            ROOT + ".disk",
            ROOT + ".edge",
            ROOT + ".engine",
            ROOT + ".failpoint",
            ROOT + ".gateway",
            ROOT + ".lease",
            ROOT + ".link",
            ROOT + ".log",
            ROOT + ".main",
            ROOT + ".members",
            ROOT + ".metrics",
            ROOT + ".mvcc",
            ROOT + ".peer",
            ROOT + ".replica",
            ROOT + ".restore",
            ROOT + ".snapshot",
            ROOT + ".tool",
            ROOT + ".wal",
            ROOT + ".watch");
  }
}
