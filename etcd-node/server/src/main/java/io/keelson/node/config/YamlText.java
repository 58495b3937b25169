package io.keelson.node.config;

import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML, and JSON as a part of it, into strings, booleans, numbers, lists and maps.
 *
 * <p>The text may be hostile: its size, nesting and use of aliases are bounded, and it names no
 * classes.
 */
final class YamlText {
  private static final int DEPTH_MAX = 40;
  private static final int ALIASES_MAX = 40;

  private YamlText() {}

  /** The first document of the text; empty if it holds nothing. */
  static Optional<Object> parse(String text) throws BadValueException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(ConfigFileReader.MAX_BYTES);
    options.setNestingDepthLimit(DEPTH_MAX);
    options.setMaxAliasesForCollections(ALIASES_MAX);
    options.setAllowRecursiveKeys(false);
    options.setAllowDuplicateKeys(true);
    DumperOptions dumping = new DumperOptions();
    Yaml yaml =
        new Yaml(
            new SafeConstructor(options),
            new Representer(dumping),
            dumping,
            options,
            new PlainResolver());
    try {
      Iterator<Object> documents = yaml.loadAll(withoutTabs(text)).iterator();
      return documents.hasNext() ? Optional.ofNullable(documents.next()) : Optional.empty();
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw new BadValueException("yaml: line " + line + ": " + e.getProblem());
    } catch (RuntimeException e) {
      // Explicit tags on unfitting values end in casts and number formats inside the library.
      throw new BadValueException("yaml: " + firstLine(String.valueOf(e.getMessage())));
    }
  }

  /** JSON may be indented with tabs, which YAML forbids; inside JSON strings they are escaped. */
  private static String withoutTabs(String text) {
    return text.stripLeading().startsWith("{") ? text.replace('\t', ' ') : text;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  /** Types of plain words: those of JSON and the older YAML booleans; no dates, no base 60. */
  private static final class PlainResolver extends Resolver {
    private static final Pattern INTEGER =
        Pattern.compile("[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*)");
    private static final Pattern REAL =
        Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?");

    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
      addImplicitResolver(Tag.INT, INTEGER, "-+0123456789");
      addImplicitResolver(Tag.FLOAT, REAL, "-+0123456789.");
      addImplicitResolver(Tag.MERGE, MERGE, "<");
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
  }
}
