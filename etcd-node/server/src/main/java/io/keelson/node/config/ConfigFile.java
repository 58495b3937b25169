package io.keelson.node.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Takes settings from a config file. Keys it does not know are ignored, as upstream does. */
final class ConfigFile {
  private static final String PEER_SECURITY = FileSection.PEER_SECURITY.path();

  /** The order in which upstream sets the URLs up, and so complains about them. */
  private static final List<Flag<?>> URL_FLAGS =
      List.of(
          MemberFlags.LISTEN_PEER_URLS,
          MemberFlags.LISTEN_CLIENT_URLS,
          MemberFlags.LISTEN_CLIENT_HTTP_URLS,
          ClusterFlags.INITIAL_ADVERTISE_PEER_URLS,
          ClusterFlags.ADVERTISE_CLIENT_URLS,
          MonitoringFlags.LISTEN_METRICS_URLS,
          SecurityFlags.CORS);

  private final Settings settings;
  private final Map<Flag<?>, String> badValues = new HashMap<>();
  private final List<String> badTypes = new ArrayList<>();

  ConfigFile(Settings settings) {
    this.settings = settings;
  }

  /** Reads the bytes of the file. */
  static byte[] load(ConfigFileReader reader, String path) throws BadValueException {
    try {
      byte[] bytes = reader.read(path);
      if (bytes.length > ConfigFileReader.MAX_BYTES) {
        throw new BadValueException(
            "read %s: file is larger than %d bytes".formatted(path, ConfigFileReader.MAX_BYTES));
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new BadValueException("open " + path + ": no such file or directory");
    } catch (AccessDeniedException e) {
      throw new BadValueException("open " + path + ": permission denied");
    } catch (IOException e) {
      String reason = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
      boolean isDirectory = reason.equals("Is a directory");
      throw new BadValueException(
          "read " + path + ": " + (isDirectory ? "is a directory" : reason));
    }
  }

  /**
   * Takes the settings.
   *
   * @return what to print on standard error before exiting, if URLs are unusable
   */
  Optional<String> read(byte[] bytes) throws BadValueException {
    Object root = document(bytes);
    if (!(root instanceof Map<?, ?> map)) {
      throw new BadValueException(
          "error unmarshaling JSON: while decoding JSON: %s%s into Go value of type %s"
              .formatted(FileNode.MISMATCH, FileNode.kindOf(root), FileSection.TOP.goType()));
    }
    readSection(FileSection.TOP, map);
    if (!badTypes.isEmpty()) {
      throw new BadValueException(
          "error unmarshaling JSON: while decoding JSON: " + badTypes.getFirst());
    }
    String badGates = badValues.get(ServiceFlags.FEATURE_GATES);
    if (badGates != null) {
      throw new BadValueException(badGates);
    }
    if (map.containsKey(PEER_SECURITY) && !(map.get(PEER_SECURITY) instanceof Map)) {
      throw new BadValueException("invalid " + PEER_SECURITY);
    }
    return badUrls();
  }

  private static Object document(byte[] bytes) throws BadValueException {
    try {
      return YamlText.parse(new String(bytes, StandardCharsets.UTF_8)).orElse(Map.of());
    } catch (BadValueException e) {
      throw new BadValueException("error converting YAML to JSON: " + e.text());
    }
  }

  /** Reads keys in sorted order, as upstream's conversion to JSON leaves them. */
  private void readSection(FileSection section, Map<?, ?> map) {
    TreeMap<String, Object> sorted = new TreeMap<>();
    map.forEach(
        (key, value) -> {
          if (value != null) {
            sorted.put(String.valueOf(key), value);
          }
        });
    sorted.forEach((key, value) -> readKey(new FileNode(value, section, key)));
  }

  private void readKey(FileNode node) {
    String path = node.section().pathOf(node.key());
    Optional<FileSection> inner = FileSection.at(path);
    if (inner.isPresent()) {
      if (node.value() instanceof Map<?, ?> map) {
        readSection(inner.get(), map);
      } else {
        badTypes.add(node.notA(inner.get()).text());
      }
      return;
    }
    FlagTable.atFilePath(path).ifPresent(flag -> readFlag(flag, node));
  }

  private void readFlag(Flag<?> flag, FileNode node) {
    settings.markGiven(flag.name());
    try {
      settings.readNode(flag, node);
    } catch (BadValueException e) {
      if (e.text().startsWith(FileNode.MISMATCH)) {
        badTypes.add(e.text());
      } else {
        badValues.put(flag, e.text());
      }
    }
  }

  private Optional<String> badUrls() {
    for (Flag<?> flag : URL_FLAGS) {
      String problem = badValues.get(flag);
      if (problem != null) {
        // Upstream names the wrong option here, and scripts may look for it.
        String name =
            flag == ClusterFlags.ADVERTISE_CLIENT_URLS ? "advertise-peer-urls" : flag.name();
        return Optional.of("unexpected error setting up " + name + ": " + problem + "\n");
      }
    }
    return Optional.empty();
  }
}
