package io.keelson.e2e.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.keelson.e2e.process.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A resource definition of our own: objects of it are written and an informer follows them. */
final class CustomResources {
  private static final String GROUP = "test.keelson.io";
  private static final int OBJECTS = 40;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: widgets.test.keelson.io}
      spec:
        group: test.keelson.io
        scope: Namespaced
        names: {plural: widgets, singular: widget, kind: Widget}
        versions:
        - name: v1
          served: true
          storage: true
          subresources: {status: {}}
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec: {type: object, properties: {size: {type: integer, minimum: 1}}}
                status: {type: object, properties: {ready: {type: boolean}}}
      """;

  private final ControlPlane plane;
  private final String namespace;

  CustomResources(ControlPlane plane, String namespace) {
    this.plane = plane;
    this.namespace = namespace;
  }

  void check() throws Exception {
    KubernetesClient client = plane.client();
    plane.kubectl().print(DEFINITION, "apply", "-f", "-");
    var definition = client.resources(CustomResourceDefinition.class).withName("widgets." + GROUP);
    definition.waitUntilCondition(CustomResources::isEstablished, 30, TimeUnit.SECONDS);
    var context =
        new ResourceDefinitionContext.Builder()
            .withGroup(GROUP)
            .withVersion("v1")
            .withKind("Widget")
            .withPlural("widgets")
            .withNamespaced(true)
            .build();
    MixedOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> all =
        client.genericKubernetesResources(context);
    var widgets = all.inNamespace(namespace);
    var log = new ConcurrentLinkedQueue<String>();
    try (SharedIndexInformer<GenericKubernetesResource> informer = widgets.inform(handler(log))) {
      writeAll(widgets);
      assertThat(plane.kubectl().print("", "get", "widgets", "-n", namespace, "-o", "name"))
          .hasLineCount(OBJECTS / 2);
      assertThat(Await.until(LIMIT, () -> log.size() >= 3 * OBJECTS + OBJECTS / 2))
          .as("the informer saw only %d changes: %s", log.size(), log)
          .isTrue();
      assertThat(log).hasSize(3 * OBJECTS + OBJECTS / 2).doesNotHaveDuplicates();
      assertThat(informer.getStore().list())
          .hasSize(OBJECTS / 2)
          .allMatch(widget -> widget.get("status", "ready").equals(true));
    }
    definition.delete();
    assertThat(Await.until(LIMIT, () -> definition.get() == null)).isTrue();
  }

  private static void writeAll(
      NonNamespaceOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>>
          widgets) {
    for (int i = 0; i < OBJECTS; i++) {
      widgets.resource(widget(i)).create();
    }
    for (int i = 0; i < OBJECTS; i++) {
      widgets.withName("w" + i).edit(CustomResources::grown);
      GenericKubernetesResource ready = widgets.withName("w" + i).require();
      ready.setAdditionalProperty("status", Map.of("ready", true));
      widgets.resource(ready).updateStatus();
    }
    for (int i = 0; i < OBJECTS; i += 2) {
      assertThat(widgets.withName("w" + i).delete()).hasSize(1);
    }
  }

  private static GenericKubernetesResource widget(int number) {
    var widget = new GenericKubernetesResource();
    widget.setApiVersion(GROUP + "/v1");
    widget.setKind("Widget");
    widget.setMetadata(new ObjectMetaBuilder().withName("w" + number).build());
    widget.setAdditionalProperty("spec", Map.of("size", 1));
    return widget;
  }

  private static GenericKubernetesResource grown(GenericKubernetesResource widget) {
    widget.setAdditionalProperty("spec", Map.of("size", 2));
    return widget;
  }

  private static boolean isEstablished(CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        && List.copyOf(definition.getStatus().getConditions()).stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Established")
                        && condition.getStatus().equals("True"));
  }

  private static ResourceEventHandler<GenericKubernetesResource> handler(
      ConcurrentLinkedQueue<String> log) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(GenericKubernetesResource widget) {
        log.add("added " + identity(widget));
      }

      @Override
      public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource widget) {
        log.add("updated " + identity(widget));
      }

      @Override
      public void onDelete(GenericKubernetesResource widget, boolean isStateUnknown) {
        log.add("deleted " + identity(widget));
      }
    };
  }

  private static String identity(GenericKubernetesResource widget) {
    return widget.getMetadata().getName() + "@" + widget.getMetadata().getResourceVersion();
  }
}
