package io.keelson.node.disk;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A simulated directory: names as programs see them, durable names, and the steps between. */
final class SimDirectory implements SimNode {
  /** Removes a name, adds one, or both at once. */
  private record Change(@Nullable String removed, @Nullable String added, @Nullable SimNode node) {
    void applyTo(Map<String, SimNode> names) {
      if (removed != null) {
        names.remove(removed);
      }
      if (added != null && node != null) {
        names.put(added, node);
      }
    }
  }

  private final Map<String, SimNode> visible = new TreeMap<>();
  private final Map<String, SimNode> durable = new TreeMap<>();
  private final List<Change> pending = new ArrayList<>();

  @Nullable SimNode get(String name) {
    return visible.get(name);
  }

  List<String> names() {
    return List.copyOf(visible.keySet());
  }

  void add(String name, SimNode node) {
    change(new Change(null, name, node));
  }

  void remove(String name) {
    change(new Change(name, null, null));
  }

  void rename(String from, String to) {
    change(new Change(from, to, visible.get(from)));
  }

  private void change(Change change) {
    change.applyTo(visible);
    pending.add(change);
  }

  void sync() {
    pending.forEach(change -> change.applyTo(durable));
    pending.clear();
  }

  void failSync() {
    pending.clear();
  }

  @Override
  public void crash(RandomGenerator random) {
    for (Change change : pending) {
      if (random.nextBoolean()) {
        change.applyTo(durable);
      }
    }
    pending.clear();
    visible.clear();
    visible.putAll(durable);
    visible.values().forEach(node -> node.crash(random));
  }

  @Override
  public SimDirectory copy() {
    IdentityHashMap<SimNode, SimNode> copies = new IdentityHashMap<>();
    SimDirectory copy = new SimDirectory();
    visible.forEach((name, node) -> copy.visible.put(name, copyOnce(node, copies)));
    durable.forEach((name, node) -> copy.durable.put(name, copyOnce(node, copies)));
    for (Change change : pending) {
      SimNode node = change.node == null ? null : copyOnce(change.node, copies);
      copy.pending.add(new Change(change.removed, change.added, node));
    }
    return copy;
  }

  private static SimNode copyOnce(SimNode node, IdentityHashMap<SimNode, SimNode> copies) {
    SimNode known = copies.get(node);
    if (known == null) {
      known = node.copy();
      copies.put(node, known);
    }
    return known;
  }
}
