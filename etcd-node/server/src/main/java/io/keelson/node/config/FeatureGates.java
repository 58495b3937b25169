package io.keelson.node.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which features are on.
 *
 * @param states every gate and whether it is on
 * @param given what the operator said, by gate name: gates and {@code AllAlpha}, {@code AllBeta}
 */
public record FeatureGates(Map<FeatureGate, Boolean> states, Map<String, Boolean> given) {

  static final FeatureGates DEFAULT = of(Map.of());

  public FeatureGates {
    states = Collections.unmodifiableMap(new EnumMap<>(states));
    given = Collections.unmodifiableMap(new TreeMap<>(given));
  }

  private static FeatureGates of(Map<String, Boolean> given) {
    Map<FeatureGate, Boolean> states = new EnumMap<>(FeatureGate.class);
    for (FeatureGate gate : FeatureGate.values()) {
      states.put(gate, given.getOrDefault(gate.text(), gate.isOnByDefault()));
    }
    return new FeatureGates(states, given);
  }

  public boolean isOn(FeatureGate gate) {
    return Boolean.TRUE.equals(states.get(gate));
  }

  /** Whether a feature is on that this server has on unless it is told otherwise. */
  public boolean isOnUnlessRefused(FeatureGate gate) {
    return given.getOrDefault(gate.text(), true);
  }

  boolean isGiven(FeatureGate gate) {
    return given.containsKey(gate.text());
  }

  FeatureGates with(FeatureGate gate, boolean on) {
    Map<String, Boolean> more = new TreeMap<>(given);
    more.put(gate.text(), on);
    return of(more);
  }

  /**
   * Adds {@code A=true,B=false}. A gate for a whole stage touches only the gates that were not
   * given before, and yields to those given beside it.
   */
  FeatureGates merge(String text) throws BadValueException {
    Map<String, Boolean> asked = parse(text);
    Map<String, Boolean> merged = new TreeMap<>(given);
    for (Map.Entry<String, Boolean> entry : asked.entrySet()) {
      boolean isStage = stageOf(entry.getKey()).isPresent();
      if (!isStage && FeatureGate.named(entry.getKey()).isEmpty()) {
        throw new BadValueException("unrecognized feature gate: " + entry.getKey());
      }
      merged.put(entry.getKey(), entry.getValue());
    }
    for (Map.Entry<String, Boolean> entry : asked.entrySet()) {
      stageOf(entry.getKey())
          .ifPresent(stage -> gatesOf(stage).forEach(g -> merged.putIfAbsent(g, entry.getValue())));
    }
    return of(merged);
  }

  private static Map<String, Boolean> parse(String text) throws BadValueException {
    Map<String, Boolean> asked = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = (equals < 0 ? pair : pair.substring(0, equals)).strip();
      if (equals < 0) {
        throw new BadValueException("missing bool value for " + name);
      }
      String value = pair.substring(equals + 1).strip();
      Optional<Boolean> on = GoNumber.parseBoolean(value);
      if (on.isEmpty()) {
        throw new BadValueException(
            "invalid value of %s=%s, err: strconv.ParseBool: parsing %s: invalid syntax"
                .formatted(name, value, GoQuote.quote(value)));
      }
      asked.put(name, on.get());
    }
    return asked;
  }

  private static Optional<FeatureGate.Stage> stageOf(String name) {
    for (FeatureGate.Stage stage : FeatureGate.Stage.values()) {
      if (stage.gateForAll().equals(name)) {
        return Optional.of(stage);
      }
    }
    return Optional.empty();
  }

  private static List<String> gatesOf(FeatureGate.Stage stage) {
    List<String> names = new ArrayList<>();
    for (FeatureGate gate : FeatureGate.values()) {
      if (gate.stage() == stage) {
        names.add(gate.text());
      }
    }
    return names;
  }

  /** The choices for the usage text, sorted. */
  static List<String> choices() {
    List<String> lines = new ArrayList<>();
    for (FeatureGate.Stage stage : FeatureGate.Stage.values()) {
      lines.add(stage.gateForAll() + "=true|false (" + stage + " - default=false)");
    }
    for (FeatureGate gate : FeatureGate.values()) {
      lines.add(
          "%s=true|false (%s - default=%s)"
              .formatted(gate.text(), gate.stage(), gate.isOnByDefault()));
    }
    return lines.stream().sorted().toList();
  }

  /** What the operator said, sorted, as the start line logs it. */
  @Override
  public String toString() {
    return given.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(","));
  }
}
