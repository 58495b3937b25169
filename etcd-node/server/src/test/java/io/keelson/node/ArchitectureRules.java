package io.keelson.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Who may import whom and do what, for the packages below a root: the node's own, or that of the
 * fixtures which show that the rules bite.
 */
final class ArchitectureRules {
  /** Packages that every other may import. */
  private static final List<String> BASE = List.of("agent", "failpoint", "metrics", "log");

  /** What else of ours a package may import; {@code raft} and {@code proto} are modules. */
  private static final Map<String, List<String>> IMPORTS =
      Map.ofEntries(
          Map.entry("agent", List.of()),
          Map.entry("metrics", List.of()),
          Map.entry("log", List.of()),
          Map.entry("config", List.of()),
          Map.entry("failpoint", List.of("agent", "config")),
          Map.entry("disk", List.of()),
          Map.entry("bolt", List.of()),
          Map.entry("engine", List.of()),
          Map.entry("wal", List.of("disk", "raft")),
          Map.entry("command", List.of("proto", "raft")),
          Map.entry("mvcc", List.of("engine", "command")),
          Map.entry("watch", List.of("mvcc")),
          Map.entry("members", List.of("engine", "command", "raft")),
          Map.entry("compactor", List.of()),
          Map.entry("corruption", List.of("mvcc")),
          Map.entry("lease", List.of("engine", "command")),
          Map.entry("alarm", List.of("engine", "command")),
          Map.entry(
              "apply", List.of("command", "engine", "mvcc", "lease", "members", "alarm", "raft")),
          Map.entry("snapshot", List.of("engine", "mvcc", "members", "bolt", "link", "raft")),
          Map.entry("replica", List.of("raft", "wal", "apply", "command", "lease", "link")),
          Map.entry(
              "restore",
              List.of(
                  "bolt", "engine", "mvcc", "members", "wal", "disk", "command", "link", "raft")),
          Map.entry("ctl", List.of("config", "edge", "proto")),
          Map.entry("tool", List.of("restore", "bolt", "members", "disk", "engine", "config")),
          Map.entry(
              "api",
              List.of(
                  "config",
                  "proto",
                  "raft",
                  "command",
                  "replica",
                  "apply",
                  "mvcc",
                  "members",
                  "alarm",
                  "watch",
                  "engine",
                  "snapshot")),
          Map.entry("link", List.of("raft")),
          Map.entry("edge", List.of()),
          Map.entry("peer", List.of("link", "edge", "raft")),
          Map.entry("gateway", List.of("config", "edge")));

  private static final Set<String> LEAVES =
      Set.of("agent", "failpoint", "metrics", "log", "config", "disk", "engine", "bolt");

  private static final Set<String> DETERMINISTIC =
      Set.of("mvcc", "lease", "members", "alarm", "compactor", "corruption", "apply", "command");
  private static final Set<String> IMPURE = Set.of("main", "ctl", "agent", "log", "edge");
  private static final Set<String> LOCKING =
      Set.of("agent", "failpoint", "metrics", "log", "edge", "main");
  private static final Set<String> LOCKING_CLASSES =
      Set.of(
          "PendingRequests",
          "AppliedIndex",
          "Handover",
          "HashStore",
          "KeepAliveMethod",
          "LeaderLoss",
          "Lease",
          "RangeStreamCall",
          "RocksEngine",
          "RocksStore",
          "RocksView",
          "SnapshotCall",
          "SnapshotCalls",
          "SnapshotReceiver",
          "WatchHub");

  private static final Pattern IMPURE_CALL =
      Pattern.compile(
          String.join(
              "|",
              "java\\.lang\\.System\\.(nanoTime|currentTimeMillis)",
              "java\\.time\\.\\w+\\.now",
              "java\\.time\\.Clock\\.(system|tick)\\w*",
              "io\\.keelson\\.node\\.agent\\.NanoClock\\.system",
              "java\\.lang\\.Math\\.random",
              "java\\.util\\.UUID\\.randomUUID",
              "java\\.util\\.(Splittable)?Random\\.<init>",
              "java\\.util\\.random\\.RandomGenerator\\w*\\.(of|getDefault)",
              "java\\.util\\.concurrent\\.ThreadLocalRandom\\..*",
              "java\\.security\\.SecureRandom\\..*",
              "java\\.lang\\.Thread\\.(sleep|<init>|ofPlatform|ofVirtual|startVirtualThread)",
              "java\\.util\\.concurrent\\.TimeUnit\\.sleep",
              "java\\.util\\.concurrent\\.Executors\\..*",
              "java\\.util\\.concurrent\\.(Scheduled)?ThreadPoolExecutor\\.<init>",
              "java\\.util\\.concurrent\\.ForkJoinPool\\..*",
              "java\\.util\\.concurrent\\.CompletableFuture\\."
                  + "(supplyAsync|runAsync|delayedExecutor|orTimeout|completeOnTimeout)",
              "java\\.util\\.Collection\\.parallelStream",
              "java\\.util\\.Timer\\.<init>"));

  private static final Pattern PROCESS_CALL =
      Pattern.compile("java\\.lang\\.(System\\.(exit|getenv)|Runtime\\.(exit|halt))");

  /** The order in which these are walked differs from one process to the next. */
  private static final Pattern UNORDERED_CALL =
      Pattern.compile(
          "java\\.util\\.(Set|Map)\\.(of|copyOf|ofEntries)"
              + "|java\\.util\\.stream\\.Collectors\\.(toSet|toUnmodifiable(Set|Map))");

  /** Classes whose tables are asked for single keys only. */
  private static final Set<String> LOOKED_UP_ONLY = Set.of("RequestNames");

  private static final Pattern UNORDERED_TYPE =
      Pattern.compile(
          "java\\.util\\.(HashMap|HashSet|IdentityHashMap|WeakHashMap)"
              + "|java\\.util\\.concurrent\\.ConcurrentHashMap(\\$.*)?");

  private final String root;

  ArchitectureRules(String root) {
    this.root = root;
  }

  /** A rule by the name under which a failure is reported. */
  record Named(String name, ArchRule rule) {
    @Override
    public String toString() {
      return name;
    }
  }

  List<Named> all() {
    return List.of(
        new Named("cycles", noCycles()),
        new Named("imports", imports()),
        new Named("rocksdb", librariesOnlyIn("org.rocksdb", "engine")),
        new Named("grpc", librariesOnlyIn("io.grpc", "api", "edge", "ctl", "main")),
        new Named(
            "protobuf", librariesOnlyIn("com.google.protobuf", "api", "command", "ctl", "main")),
        new Named("netty", librariesOnlyIn("io.netty", "edge", "gateway", "peer", "main")),
        new Named("clocks", noClocksRandomnessThreads()),
        new Named("deterministic", deterministicCore()),
        new Named("locks", noLocks()),
        new Named("final", closedClasses()),
        new Named("process", processOnlyInMain()));
  }

  ArchRule noCycles() {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles();
  }

  ArchRule imports() {
    return rule(
        "import only what the table names",
        owner -> true,
        (javaClass, report) -> {
          String from = packageOf(javaClass);
          for (Dependency dependency : javaClass.getDirectDependenciesFromSelf()) {
            String to = packageOf(dependency.getTargetClass());
            if (!to.isEmpty() && !mayImport(from, to)) {
              report.accept(dependency.getDescription());
            }
          }
        });
  }

  private static boolean mayImport(String from, String to) {
    if (from.equals(to) || from.equals("main")) {
      return true;
    }
    boolean isBase = BASE.contains(to) && !LEAVES.contains(from);
    return isBase || IMPORTS.getOrDefault(from, List.of()).contains(to);
  }

  ArchRule librariesOnlyIn(String library, String... packages) {
    return rule(
        "use " + library + " only in " + String.join(", ", packages),
        owner -> !Arrays.asList(packages).contains(owner),
        (javaClass, report) -> {
          for (Dependency dependency : javaClass.getDirectDependenciesFromSelf()) {
            if (dependency.getTargetClass().getName().startsWith(library + ".")) {
              report.accept(dependency.getDescription());
            }
          }
        });
  }

  ArchRule noClocksRandomnessThreads() {
    return noCalls("read clocks, draw random numbers, sleep, start threads", IMPURE, IMPURE_CALL);
  }

  ArchRule processOnlyInMain() {
    return noCalls("exit or read the environment", Set.of("main", "tool", "ctl"), PROCESS_CALL);
  }

  private ArchRule noCalls(String what, Set<String> except, Pattern calls) {
    return rule(
        "not " + what,
        owner -> !except.contains(owner),
        (javaClass, report) -> reportCalls(javaClass, calls, report));
  }

  private static void reportCalls(JavaClass javaClass, Pattern calls, Consumer<String> report) {
    for (JavaAccess<?> access : javaClass.getAccessesFromSelf()) {
      String target = access.getTargetOwner().getName() + "." + access.getName();
      if (calls.matcher(target).matches()) {
        report.accept(access.getDescription());
      }
    }
  }

  ArchRule deterministicCore() {
    return rule(
        "depend on nothing but their input",
        DETERMINISTIC::contains,
        (javaClass, report) -> {
          if (!LOOKED_UP_ONLY.contains(outermost(javaClass))) {
            reportCalls(javaClass, UNORDERED_CALL, report);
          }
          for (Dependency dependency : javaClass.getDirectDependenciesFromSelf()) {
            JavaClass target = dependency.getTargetClass();
            boolean isLogger =
                packageOf(target).equals("log") || target.getName().contains(".logging.");
            boolean isUnordered =
                UNORDERED_TYPE.matcher(target.getName()).matches()
                    && !outermost(javaClass).equals("PendingRequests");
            if (isLogger || isUnordered) {
              report.accept(dependency.getDescription());
            }
          }
          for (JavaAccess<?> access : javaClass.getAccessesFromSelf()) {
            boolean isPrint =
                access.getTargetOwner().isEquivalentTo(System.class)
                    && Set.of("out", "err").contains(access.getName());
            if (isPrint) {
              report.accept(access.getDescription());
            }
          }
        });
  }

  ArchRule noLocks() {
    return rule(
        "neither lock nor share variables",
        owner -> !LOCKING.contains(owner),
        (javaClass, report) -> {
          if (LOCKING_CLASSES.contains(outermost(javaClass))) {
            return;
          }
          for (Dependency dependency : javaClass.getDirectDependenciesFromSelf()) {
            String target = dependency.getTargetClass().getName();
            if (target.startsWith("java.util.concurrent.locks.")
                || target.startsWith("java.util.concurrent.atomic.")) {
              report.accept(dependency.getDescription());
            }
          }
          for (JavaField field : javaClass.getFields()) {
            if (field.getModifiers().contains(JavaModifier.VOLATILE)) {
              report.accept(field.getFullName() + " is volatile");
            }
          }
          for (JavaMethod method : javaClass.getMethods()) {
            if (method.getModifiers().contains(JavaModifier.SYNCHRONIZED)) {
              report.accept(method.getFullName() + " is synchronized");
            }
          }
          if (ByteCode.hasMonitor(javaClass)) {
            report.accept(javaClass.getName() + " has a synchronized block");
          }
        });
  }

  ArchRule closedClasses() {
    return rule(
        "be final, sealed, interfaces, records or enums",
        owner -> true,
        (javaClass, report) -> {
          boolean isClosed =
              javaClass.isInterface()
                  || javaClass.isRecord()
                  || javaClass.isEnum()
                  || javaClass.isAnonymousClass()
                  || javaClass.getModifiers().contains(JavaModifier.FINAL)
                  || javaClass.getModifiers().contains(JavaModifier.SYNTHETIC)
                  || ByteCode.isSealed(javaClass);
          boolean isEnumConstant =
              javaClass.getRawSuperclass().map(JavaClass::isEnum).orElse(false);
          if (!isClosed && !isEnumConstant) {
            report.accept(javaClass.getName() + " is open to extension");
          }
        });
  }

  /** Package below the root, a module's name, or nothing for what is not ours. */
  private String packageOf(JavaClass javaClass) {
    String name = javaClass.getPackageName();
    if (name.startsWith(root + ".")) {
      String rest = name.substring(root.length() + 1);
      int dot = rest.indexOf('.');
      return dot < 0 ? rest : rest.substring(0, dot);
    }
    if (name.startsWith("io.keelson.raft")) {
      return "raft";
    }
    return name.startsWith("io.keelson.proto") ? "proto" : "";
  }

  private static String outermost(JavaClass javaClass) {
    JavaClass outer = javaClass;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer.getSimpleName();
  }

  private ArchRule rule(
      String what,
      java.util.function.Predicate<String> appliesTo,
      BiConsumer<JavaClass, Consumer<String>> check) {
    DescribedPredicate<JavaClass> subject =
        DescribedPredicate.describe(
            "are concerned", javaClass -> appliesTo.test(packageOf(javaClass)));
    ArchCondition<JavaClass> condition =
        new ArchCondition<>(what) {
          @Override
          public void check(JavaClass javaClass, ConditionEvents events) {
            check.accept(
                javaClass, text -> events.add(SimpleConditionEvent.violated(javaClass, text)));
          }
        };
    return classes().that(subject).should(condition).allowEmptyShould(true);
  }
}
