package io.keelson.node.log;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Opens what {@code --log-outputs} names: each once, in sorted order; /dev/null silences all. */
final class LogOutputs {
  private static final String NULL_DEVICE = "/dev/null";
  private static final String FILE_SCHEME = "file://";

  private LogOutputs() {}

  static List<LineSink> open(LogConfig config, LogEnvironment environment) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    for (String output : config.outputs()) {
      names.add(
          output.equals(LogConfig.DEFAULT) || output.equals(LogConfig.JOURNAL)
              ? LogConfig.STDERR
              : output);
    }
    if (names.contains(NULL_DEVICE)) {
      return List.of();
    }
    List<LineSink> sinks = new ArrayList<>();
    try {
      for (String name : names) {
        sinks.add(open(name, config, environment));
      }
    } catch (IOException failed) {
      for (LineSink sink : sinks) {
        sink.close();
      }
      throw failed;
    }
    return sinks;
  }

  private static LineSink open(String name, LogConfig config, LogEnvironment environment)
      throws IOException {
    return switch (name) {
      case LogConfig.STDERR -> new StreamSink(environment.stderr(), false);
      case LogConfig.STDOUT -> new StreamSink(environment.stdout(), false);
      default -> file(Path.of(withoutScheme(name)), config, environment);
    };
  }

  private static LineSink file(Path path, LogConfig config, LogEnvironment environment)
      throws IOException {
    RotationConfig rotation = config.rotation();
    if (rotation == null) {
      return new StreamSink(new FileOutputStream(path.toFile(), true), true);
    }
    return new RotatingFile(
        path,
        rotation.maxSizeBytes(),
        new RotatedFiles(path, rotation, environment.zone()),
        new RotatingFile.Housekeeping(environment.clock(), environment.housekeeping()));
  }

  private static String withoutScheme(String name) {
    return name.startsWith(FILE_SCHEME) ? name.substring(FILE_SCHEME.length()) : name;
  }
}
