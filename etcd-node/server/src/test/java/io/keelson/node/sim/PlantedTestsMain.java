package io.keelson.node.sim;

import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs a test class: {@code PlantedTestsMain CLASS}. Prints a line per test that failed and exits
 * with 1; exits with 0 if none did, and with 2 if there was none; for bugs that are planted on
 * purpose, see {@code src/test/planted}.
 */
final class PlantedTestsMain {
  private PlantedTestsMain() {}

  /** The program. */
  public static void main(String[] arguments) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(arguments[0]))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    Launcher launcher = LauncherFactory.create();
    launcher.execute(request, listener);
    TestExecutionSummary summary = listener.getSummary();
    for (TestExecutionSummary.Failure failure : summary.getFailures()) {
      String message = String.valueOf(failure.getException()).lines().findFirst().orElse("");
      System.out.println(
          "failed: " + failure.getTestIdentifier().getDisplayName() + ": " + message);
    }
    if (summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() == 0) {
      System.out.println("no test in " + arguments[0]);
      System.exit(2);
    }
    System.exit(summary.getTotalFailureCount() > 0 ? 1 : 0);
  }
}
