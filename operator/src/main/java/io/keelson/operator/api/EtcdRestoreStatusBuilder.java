package io.keelson.operator.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds an {@link EtcdRestoreStatus} field by field; null means not known. One thread only. */
public final class EtcdRestoreStatusBuilder {
  private @Nullable Long observedGeneration;
  private @Nullable RestorePhase phase;
  private @Nullable String startTime;
  private @Nullable String completionTime;
  private @Nullable String source;
  private @Nullable ResolvedSource resolvedSource;
  private @Nullable RehearsalStatus rehearsal;
  private List<RestoreStepStatus> steps = List.of();
  private @Nullable String restoredRevision;
  private @Nullable String restoredTime;
  private @Nullable String bumpedTo;
  private @Nullable Long keys;
  private @Nullable Long leases;
  private @Nullable Boolean authEnabled;
  private @Nullable LossBound lossBound;
  private @Nullable String loss;
  private @Nullable Long unavailableSeconds;
  private @Nullable Boolean hashVerified;
  private List<String> quarantine = List.of();
  private @Nullable String message;
  private List<Condition> conditions = List.of();

  /** Starts with nothing known. */
  public EtcdRestoreStatusBuilder() {}

  EtcdRestoreStatusBuilder(EtcdRestoreStatus status) {
    observedGeneration = status.observedGeneration();
    phase = status.phase();
    startTime = status.startTime();
    completionTime = status.completionTime();
    source = status.source();
    resolvedSource = status.resolvedSource();
    rehearsal = status.rehearsal();
    steps = status.steps();
    restoredRevision = status.restoredRevision();
    restoredTime = status.restoredTime();
    bumpedTo = status.bumpedTo();
    keys = status.keys();
    leases = status.leases();
    authEnabled = status.authEnabled();
    lossBound = status.lossBound();
    loss = status.loss();
    unavailableSeconds = status.unavailableSeconds();
    hashVerified = status.hashVerified();
    quarantine = status.quarantine();
    message = status.message();
    conditions = status.conditions();
  }

  /** Sets {@code status.observedGeneration}. */
  public EtcdRestoreStatusBuilder observedGeneration(@Nullable Long value) {
    observedGeneration = value;
    return this;
  }

  /** Sets {@code status.phase}. */
  public EtcdRestoreStatusBuilder phase(@Nullable RestorePhase value) {
    phase = value;
    return this;
  }

  /** Sets {@code status.startTime}. */
  public EtcdRestoreStatusBuilder startTime(@Nullable String value) {
    startTime = value;
    return this;
  }

  /** Sets {@code status.completionTime}. */
  public EtcdRestoreStatusBuilder completionTime(@Nullable String value) {
    completionTime = value;
    return this;
  }

  /** Sets {@code status.source}. */
  public EtcdRestoreStatusBuilder source(@Nullable String value) {
    source = value;
    return this;
  }

  /** Sets {@code status.resolvedSource}. */
  public EtcdRestoreStatusBuilder resolvedSource(@Nullable ResolvedSource value) {
    resolvedSource = value;
    return this;
  }

  /** Sets {@code status.rehearsal}. */
  public EtcdRestoreStatusBuilder rehearsal(@Nullable RehearsalStatus value) {
    rehearsal = value;
    return this;
  }

  /** Sets {@code status.steps}. */
  public EtcdRestoreStatusBuilder steps(List<RestoreStepStatus> value) {
    steps = value;
    return this;
  }

  /** Sets {@code status.restoredRevision}. */
  public EtcdRestoreStatusBuilder restoredRevision(@Nullable String value) {
    restoredRevision = value;
    return this;
  }

  /** Sets {@code status.restoredTime}. */
  public EtcdRestoreStatusBuilder restoredTime(@Nullable String value) {
    restoredTime = value;
    return this;
  }

  /** Sets {@code status.bumpedTo}. */
  public EtcdRestoreStatusBuilder bumpedTo(@Nullable String value) {
    bumpedTo = value;
    return this;
  }

  /** Sets {@code status.keys}. */
  public EtcdRestoreStatusBuilder keys(@Nullable Long value) {
    keys = value;
    return this;
  }

  /** Sets {@code status.leases}. */
  public EtcdRestoreStatusBuilder leases(@Nullable Long value) {
    leases = value;
    return this;
  }

  /** Sets {@code status.authEnabled}. */
  public EtcdRestoreStatusBuilder authEnabled(@Nullable Boolean value) {
    authEnabled = value;
    return this;
  }

  /** Sets {@code status.lossBound}. */
  public EtcdRestoreStatusBuilder lossBound(@Nullable LossBound value) {
    lossBound = value;
    return this;
  }

  /** Sets {@code status.loss}. */
  public EtcdRestoreStatusBuilder loss(@Nullable String value) {
    loss = value;
    return this;
  }

  /** Sets {@code status.unavailableSeconds}. */
  public EtcdRestoreStatusBuilder unavailableSeconds(@Nullable Long value) {
    unavailableSeconds = value;
    return this;
  }

  /** Sets {@code status.hashVerified}. */
  public EtcdRestoreStatusBuilder hashVerified(@Nullable Boolean value) {
    hashVerified = value;
    return this;
  }

  /** Sets {@code status.quarantine}. */
  public EtcdRestoreStatusBuilder quarantine(List<String> value) {
    quarantine = value;
    return this;
  }

  /** Sets {@code status.message}. */
  public EtcdRestoreStatusBuilder message(@Nullable String value) {
    message = value;
    return this;
  }

  /** Sets {@code status.conditions}. */
  public EtcdRestoreStatusBuilder conditions(List<Condition> value) {
    conditions = value;
    return this;
  }

  /** The status. */
  public EtcdRestoreStatus build() {
    return new EtcdRestoreStatus(
        observedGeneration,
        phase,
        startTime,
        completionTime,
        source,
        resolvedSource,
        rehearsal,
        steps,
        restoredRevision,
        restoredTime,
        bumpedTo,
        keys,
        leases,
        authEnabled,
        lossBound,
        loss,
        unavailableSeconds,
        hashVerified,
        quarantine,
        message,
        conditions);
  }
}
