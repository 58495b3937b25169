package io.keelson.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What decides and what builds is pure: it knows the model of Kubernetes but no client, no
 * framework, no network, no clock and no chance. Packages that are not there yet pass.
 */
final class ArchitectureTest {
  private static final String ROOT = "io.keelson.operator";
  private static final List<String> PURE =
      List.of("api", "resource", "cert", "plan", "backup", "restore", "status");
  private static final JavaClasses OPERATOR =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static String[] pure() {
    return PURE.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new);
  }

  @Test
  void pureCodeKnowsNoClientAndNoFramework() {
    noClasses()
        .that()
        .resideInAnyPackage(pure())
        .should()
        .dependOnClassesThat(
            DescribedPredicate.<JavaClass>describe(
                    "belong to the client, a framework or the network",
                    type ->
                        type.getPackageName().startsWith("io.fabric8.kubernetes.client")
                            || type.getPackageName().startsWith("io.javaoperatorsdk")
                            || type.getPackageName().startsWith("io.quarkus")
                            || type.getPackageName().startsWith("jakarta.")
                            || type.getPackageName().startsWith("io.grpc")
                            || type.getPackageName().startsWith("io.netty"))
                // The base class of the kinds lives in the client's module.
                .and(
                    DescribedPredicate.not(
                        DescribedPredicate.describe(
                            "are the base of the kinds",
                            type ->
                                type.getFullName()
                                    .equals("io.fabric8.kubernetes.client.CustomResource")))))
        .check(OPERATOR);
  }

  @Test
  void pureCodeReadsNoClockAndDrawsNoNumbers() {
    noClasses()
        .that()
        .resideInAnyPackage(pure())
        .should()
        .callMethodWhere(DescribedPredicate.describe("reads a clock", ArchitectureTest::isClock))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.UUID")
        .orShould()
        .callConstructor(java.security.SecureRandom.class)
        .check(OPERATOR);
  }

  private static boolean isClock(JavaCall<?> call) {
    String owner = call.getTargetOwner().getFullName();
    String name = call.getTarget().getName();
    if (owner.startsWith("java.time.")) {
      return name.equals("now") || name.startsWith("system");
    }
    if (owner.equals("java.lang.System")) {
      return Set.of("nanoTime", "currentTimeMillis", "getenv").contains(name);
    }
    return owner.equals("java.lang.Thread") && name.equals("sleep");
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "resource", "cert", "plan", "backup", "restore", "status"})
  void lowerPackagesDoNotKnowHigherOnes(String name) {
    String[] higher =
        (switch (name) {
              case "api" ->
                  List.of(
                      "resource",
                      "cert",
                      "plan",
                      "backup",
                      "status",
                      "observe",
                      "execute",
                      "cluster",
                      "jobs");
              case "resource" ->
                  List.of(
                      "cert", "plan", "backup", "status", "observe", "execute", "cluster", "jobs");
              case "cert" -> List.of("plan", "status", "observe", "execute", "cluster", "jobs");
              default -> List.of("execute", "cluster", "jobs", "etcd");
            })
            .stream().map(other -> ROOT + "." + other + "..").toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(higher)
        .allowEmptyShould(true)
        .check(OPERATOR);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(OPERATOR);
  }

  @Test
  void classesOfPureCodeAreClosed() {
    classes()
        .that()
        .resideInAnyPackage(pure())
        .and()
        .areTopLevelClasses()
        .and()
        .areNotInterfaces()
        .and()
        .doNotHaveSimpleName("package-info")
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(OPERATOR);
  }
}
