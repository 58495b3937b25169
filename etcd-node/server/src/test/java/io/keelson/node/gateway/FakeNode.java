package io.keelson.node.gateway;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A node in whatever health a test wants. */
final class FakeNode implements NodeHealth, VersionSource {
  final Set<String> alarms = new TreeSet<>();
  boolean hasLeader = true;
  boolean isLearner;
  boolean isHanging;
  @Nullable String localError;
  @Nullable String clusterError;

  @Override
  public Set<String> alarms() {
    return alarms;
  }

  @Override
  public boolean hasLeader() {
    return hasLeader;
  }

  @Override
  public boolean isLearner() {
    return isLearner;
  }

  @Override
  public void range(boolean serializable, Callback callback) {
    if (!isHanging) {
      String error = serializable ? localError : clusterError;
      Thread.ofVirtual().start(() -> callback.done(error));
    }
  }

  @Override
  public String server() {
    return "3.7.1";
  }

  @Override
  public String cluster() {
    return "3.7.0";
  }

  @Override
  public String storage() {
    return "3.7.0";
  }
}
