package io.keelson.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Short ways to parse in tests. */
final class Parsing {
  static final BuildInfo BUILD = new BuildInfo("abc", "java25", "linux/amd64");

  private Parsing() {}

  static ParseResult parse(Map<String, String> environment, String... arguments) {
    ConfigFileReader none =
        path -> {
          throw new NoSuchFileException(path);
        };
    return new ConfigParser(BUILD, none).parse(List.of(arguments), environment);
  }

  static ParseResult parseFile(String content) {
    ConfigFileReader file = path -> content.getBytes(StandardCharsets.UTF_8);
    return new ConfigParser(BUILD, file).parse(List.of("--config-file", "f"), Map.of());
  }

  static ServerConfig run(String... arguments) {
    return config(parse(Map.of(), arguments));
  }

  static ServerConfig runFile(String content) {
    return config(parseFile(content));
  }

  static ServerConfig config(ParseResult result) {
    assertThat(result).isInstanceOf(ParseResult.Run.class);
    return ((ParseResult.Run) result).config();
  }

  static List<Notice> notices(ParseResult result) {
    return switch (result) {
      case ParseResult.Run run -> run.notices();
      case ParseResult.Fail fail -> fail.notices();
      case ParseResult.Print print -> List.of();
    };
  }

  static List<String> messages(ParseResult result) {
    return notices(result).stream().map(Notice::message).toList();
  }

  /** The error of a result, or how it ended otherwise. */
  static String error(ParseResult result) {
    return switch (result) {
      case ParseResult.Run run -> "runs";
      case ParseResult.Fail fail -> String.valueOf(fail.reason().fields().get("error"));
      case ParseResult.Print print ->
          Optional.of(print.stderr()).flatMap(text -> text.lines().findFirst()).orElse("");
    };
  }

  static String error(String... arguments) {
    return error(parse(Map.of(), arguments));
  }
}
