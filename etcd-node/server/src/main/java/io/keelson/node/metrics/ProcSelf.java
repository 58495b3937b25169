package io.keelson.node.metrics;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel tells about this process, read from {@code /proc}. Each reading is not a number
 * when the kernel does not tell. One instance is read by one thread at a time.
 */
final class ProcSelf {
  private static final double TICKS_PER_SECOND = 100;
  private static final double UNLIMITED = 0x1p64;

  private static final int STAT_UTIME = 11;
  private static final int STAT_STIME = 12;
  private static final int STAT_STARTTIME = 19;

  private final Path proc;
  private double bootTimeSeconds = Double.NaN;

  ProcSelf(Path proc) {
    this.proc = proc;
  }

  static ProcSelf ofThisProcess() {
    return new ProcSelf(Path.of("/proc"));
  }

  /** Readings that come from one file each, taken together. */
  record Readings(
      double cpuSeconds,
      double startTimeSeconds,
      Memory memory,
      double openFds,
      Limits limits,
      Traffic traffic) {}

  /** Memory of the process. */
  record Memory(double residentBytes, double virtualBytes) {}

  /** Limits of the process. */
  record Limits(double openFiles, double addressSpaceBytes) {}

  /** Bytes through the network interfaces of the process's network namespace. */
  record Traffic(double receivedBytes, double sentBytes) {
    static final Traffic UNKNOWN = new Traffic(Double.NaN, Double.NaN);
  }

  Readings read() {
    List<String> stat = stat();
    double cpu = Double.NaN;
    double start = Double.NaN;
    if (stat.size() > STAT_STARTTIME) {
      cpu = (number(stat.get(STAT_UTIME)) + number(stat.get(STAT_STIME))) / TICKS_PER_SECOND;
      start = bootTimeSeconds() + number(stat.get(STAT_STARTTIME)) / TICKS_PER_SECOND;
    }
    return new Readings(cpu, start, memory(), openFds(), limits(), traffic());
  }

  private Memory memory() {
    double resident = Double.NaN;
    double virtual = Double.NaN;
    for (String line : lines("self/status")) {
      if (line.startsWith("VmRSS:")) {
        resident = number(word(line, 1)) * 1024;
      } else if (line.startsWith("VmSize:")) {
        virtual = number(word(line, 1)) * 1024;
      }
    }
    return new Memory(resident, virtual);
  }

  /** The fields of {@code stat} after the command, which may itself contain anything. */
  private List<String> stat() {
    List<String> lines = lines("self/stat");
    if (lines.isEmpty()) {
      return List.of();
    }
    String line = String.join("\n", lines);
    int end = line.lastIndexOf(')');
    return end < 0 ? List.of() : List.of(line.substring(end + 1).strip().split(" +", -1));
  }

  private double bootTimeSeconds() {
    if (Double.isNaN(bootTimeSeconds)) {
      for (String line : lines("stat")) {
        if (line.startsWith("btime ")) {
          bootTimeSeconds = number(word(line, 1));
        }
      }
    }
    return bootTimeSeconds;
  }

  private double openFds() {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc.resolve("self/fd"))) {
      int count = 0;
      for (Path entry : entries) {
        count += entry.getNameCount() > 0 ? 1 : 0;
      }
      return count;
    } catch (IOException | RuntimeException unknown) {
      return Double.NaN;
    }
  }

  private Limits limits() {
    double files = Double.NaN;
    double space = Double.NaN;
    for (String line : lines("self/limits")) {
      if (line.startsWith("Max open files")) {
        files = limit(word(line, 3));
      } else if (line.startsWith("Max address space")) {
        space = limit(word(line, 3));
      }
    }
    return new Limits(files, space);
  }

  /** The line pair {@code IpExt:} has the names in its first line and the numbers in its second. */
  private Traffic traffic() {
    List<String> names = List.of();
    for (String line : lines("self/net/netstat")) {
      if (!line.startsWith("IpExt:")) {
        continue;
      }
      List<String> words = List.of(line.split(" +", -1));
      if (names.isEmpty()) {
        names = words;
        continue;
      }
      return new Traffic(column(names, words, "InOctets"), column(names, words, "OutOctets"));
    }
    return Traffic.UNKNOWN;
  }

  private static double column(List<String> names, List<String> values, String name) {
    int index = names.indexOf(name);
    return index < 0 || index >= values.size() ? Double.NaN : number(values.get(index));
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(proc.resolve(file));
    } catch (IOException | RuntimeException unknown) {
      return List.of();
    }
  }

  private static String word(String line, int index) {
    List<String> words = List.of(line.strip().split("\\s+", -1));
    return index < words.size() ? words.get(index) : "";
  }

  private static double limit(String text) {
    return text.equals("unlimited") ? UNLIMITED : number(text);
  }

  private static double number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notNumber) {
      return Double.NaN;
    }
  }
}
