package io.keelson.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The definitions of the kinds: what the generator makes of the types, and what its annotations
 * cannot say (the order of columns, categories, kinds of lists, bounds for everything).
 */
final class Crds {
  private static final String HEADER =
      """
      # Generated from the types in io.keelson.operator.api: do not edit, see CrdsTest.
      """;

  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS));

  private static final Map<String, List<String>> COLUMNS =
      Map.of(
          "EtcdCluster",
          List.of(
              "Phase",
              "Ready",
              "Version",
              "Leader",
              "DB",
              "Available",
              "Quota",
              "Degraded",
              "Message",
              "Age"),
          "EtcdBackup",
          List.of(
              "Cluster",
              "Type",
              "Phase",
              "Revision",
              "Size",
              "Verified",
              "Taken",
              "RTO",
              "Message",
              "Age"),
          "EtcdRestore",
          List.of("Cluster", "Source", "Phase", "Revision", "Loss", "Message", "Age"),
          "EtcdMember",
          List.of("Cluster", "Slot", "Phase", "ID", "Role", "Volume", "Message", "Age"));

  private Crds() {}

  /** By the name of the definition. */
  static Map<String, String> generate() throws IOException {
    Map<String, ByteArrayOutputStream> files = new TreeMap<>();
    new CRDGenerator()
        .customResourceClasses(
            EtcdBackup.class, EtcdCluster.class, EtcdMember.class, EtcdRestore.class)
        .forCRDVersions("v1")
        .withOutput(new Memory(files))
        .detailedGenerate();
    Map<String, String> texts = new TreeMap<>();
    for (ByteArrayOutputStream file : files.values()) {
      ObjectNode definition = (ObjectNode) YAML.readTree(file.toByteArray());
      finish(definition);
      texts.put(
          definition.at("/metadata/name").asText(), HEADER + YAML.writeValueAsString(definition));
    }
    return texts;
  }

  /** The same definition as a client sends it. */
  static String asJson(String definition) throws IOException {
    return YAML.readTree(definition).toString();
  }

  private static void finish(ObjectNode definition) {
    ObjectNode names = (ObjectNode) definition.at("/spec/names");
    names.putArray("categories").add("etcd");
    ObjectNode version = (ObjectNode) definition.at("/spec/versions/0");
    ArrayNode columns = (ArrayNode) version.get("additionalPrinterColumns");
    ArrayNode ordered = version.putArray("additionalPrinterColumns");
    for (String name : COLUMNS.getOrDefault(names.get("kind").asText(), List.of())) {
      for (JsonNode column : columns) {
        if (column.get("name").asText().equals(name)) {
          ordered.add(column);
        }
      }
    }
    if (ordered.size() != columns.size()) {
      throw new IllegalStateException("a column has no place in the order: " + columns);
    }
    ObjectNode schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
    schema.putArray("required").add("spec");
    CrdSchemas.finish("", schema);
  }

  private static final class Memory extends CRDGenerator.AbstractCRDOutput<ByteArrayOutputStream> {
    private final Map<String, ByteArrayOutputStream> files;

    Memory(Map<String, ByteArrayOutputStream> files) {
      this.files = files;
    }

    @Override
    protected ByteArrayOutputStream createStreamFor(String crdName) {
      return files.computeIfAbsent(crdName, name -> new ByteArrayOutputStream());
    }
  }
}
