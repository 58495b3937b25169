package io.keelson.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What the figures of a run depend on, as the lines above its table. */
final class Environment {
  private static final int PROBE_WRITES = 400;
  private static final int PROBE_BYTES = 2_300;

  private Environment() {}

  static List<String> describe(List<ServerProgram> programs, Path directory) throws IOException {
    StringBuilder servers = new StringBuilder();
    for (ServerProgram program : programs) {
      servers
          .append(servers.isEmpty() ? "" : "; ")
          .append(program.label())
          .append(" = ")
          .append(program.version())
          .append(program.cpus().isEmpty() ? "" : " on CPU " + program.cpus())
          .append(program.extraFlags().isEmpty() ? "" : " with " + program.extraFlags());
    }
    Histogram sync = syncProbe(directory);
    return List.of(
        "servers: " + servers,
        "machine: Linux %s, %s, %d cores, load %s"
            .formatted(
                System.getProperty("os.version"),
                processor(),
                Runtime.getRuntime().availableProcessors(),
                Files.readString(Path.of("/proc/loadavg")).strip()),
        "client: Java %s on the same machine".formatted(Runtime.version()),
        "disk: %s, append of %d B and fdatasync: p50 %d µs, p99 %d µs"
            .formatted(
                Files.getFileStore(directory).type(),
                PROBE_BYTES,
                TimeUnit.NANOSECONDS.toMicros(sync.getValueAtPercentile(50)),
                TimeUnit.NANOSECONDS.toMicros(sync.getValueAtPercentile(99))));
  }

  private static String processor() throws IOException {
    Optional<String> name =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .findFirst();
    return name.map(line -> line.substring(line.indexOf(':') + 2)).orElse("unknown processor");
  }

  private static Histogram syncProbe(Path directory) throws IOException {
    Histogram nanos = new Histogram(3);
    Path file = Files.createTempFile(directory, "sync", ".probe");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer block = ByteBuffer.allocateDirect(PROBE_BYTES);
      for (int write = 0; write < PROBE_WRITES; write++) {
        long start = System.nanoTime();
        block.clear();
        while (block.hasRemaining()) {
          channel.write(block);
        }
        channel.force(false);
        nanos.recordValue(System.nanoTime() - start);
      }
    } finally {
      Files.deleteIfExists(file);
    }
    return nanos;
  }
}
