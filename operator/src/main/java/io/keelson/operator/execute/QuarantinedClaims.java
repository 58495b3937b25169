package io.keelson.operator.execute;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.keelson.operator.plan.Step;
import io.keelson.operator.resource.Names;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Claims whose volumes are kept in case a restore is undone. */
final class QuarantinedClaims {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubernetesClient client;

  QuarantinedClaims(KubernetesClient client) {
    this.client = client;
  }

  static boolean isQuarantined(PersistentVolumeClaim claim) {
    return Names.QUARANTINE.equals(
        Objects.requireNonNullElse(claim.getMetadata().getLabels(), Map.<String, String>of())
            .get(Names.ROLE_LABEL));
  }

  /** Marks a claim: no member may use it until it is released. */
  void putAside(String namespace, String claim, Step.PutAside step, Instant until) {
    Map<String, @Nullable String> labels = new HashMap<>();
    labels.put(Names.ROLE_LABEL, Names.QUARANTINE);
    labels.put(Names.RESTORE_LABEL, step.restore());
    Map<String, @Nullable String> annotations = new HashMap<>();
    annotations.put(Names.RETAIN_UNTIL_ANNOTATION, until.toString());
    annotations.put(
        Names.MEMBER_ID_ANNOTATION,
        step.memberId() == 0 ? null : Long.toHexString(step.memberId()));
    if (step.silent()) {
      annotations.put(Names.SILENT_ANNOTATION, "true");
    }
    patch(namespace, claim, labels, annotations);
  }

  /** Takes the marks away. */
  void release(String namespace, String claim) {
    Map<String, @Nullable String> labels = new HashMap<>();
    labels.put(Names.ROLE_LABEL, null);
    labels.put(Names.RESTORE_LABEL, null);
    Map<String, @Nullable String> annotations = new HashMap<>();
    annotations.put(Names.RETAIN_UNTIL_ANNOTATION, null);
    annotations.put(Names.MEMBER_ID_ANNOTATION, null);
    annotations.put(Names.SILENT_ANNOTATION, null);
    patch(namespace, claim, labels, annotations);
  }

  private void patch(
      String namespace,
      String claim,
      Map<String, @Nullable String> labels,
      Map<String, @Nullable String> annotations) {
    client
        .persistentVolumeClaims()
        .inNamespace(namespace)
        .withName(claim)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            text(Map.of("metadata", Map.of("labels", labels, "annotations", annotations))));
  }

  /** With nulls: in a merge patch they take a field away. */
  private static String text(Map<String, Object> patch) {
    try {
      return JSON.writeValueAsString(patch);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a patch cannot be written", e);
    }
  }
}
