package io.keelson.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code /proc} says of a process and its children: CPU of all threads, those ended included;
 * context switches of the threads alive; resident memory now.
 */
record ProcessReading(long cpuNanos, long contextSwitches, long residentBytes) {
  private static final long NANOS_PER_TICK = 10_000_000; // USER_HZ is 100 on every Linux

  static final ProcessReading NONE = new ProcessReading(0, 0, 0);

  static ProcessReading ofClient() {
    OperatingSystemMXBean bean = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new ProcessReading(bean.getProcessCpuTime(), 0, 0);
  }

  static ProcessReading of(ProcessHandle root) {
    try (Stream<ProcessHandle> children = root.descendants()) {
      List<ProcessHandle> all = Stream.concat(Stream.of(root), children).toList();
      long cpu = 0;
      long switches = 0;
      long resident = 0;
      for (ProcessHandle process : all) {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        cpu += cpuNanosIn(proc);
        switches += switchesIn(proc);
        resident += 1024 * statusNumber(proc, "VmRSS:");
      }
      return new ProcessReading(cpu, switches, resident);
    } catch (IOException e) {
      throw new UncheckedIOException("the server has gone", e);
    }
  }

  /** Resident memory of a process and its children now, 0 if it has gone. */
  static long residentBytesOf(ProcessHandle root) {
    try (Stream<ProcessHandle> children = root.descendants()) {
      long resident = 0;
      for (ProcessHandle process : Stream.concat(Stream.of(root), children).toList()) {
        resident += 1024 * statusNumber(Path.of("/proc", Long.toString(process.pid())), "VmRSS:");
      }
      return resident;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Both processes together. */
  ProcessReading and(ProcessReading other) {
    return new ProcessReading(
        cpuNanos + other.cpuNanos,
        contextSwitches + other.contextSwitches,
        residentBytes + other.residentBytes);
  }

  /** What was used since an earlier reading; memory stays what it is now. */
  ProcessReading since(ProcessReading earlier) {
    return new ProcessReading(
        cpuNanos - earlier.cpuNanos, contextSwitches - earlier.contextSwitches, residentBytes);
  }

  private static long cpuNanosIn(Path proc) throws IOException {
    String stat = Files.readString(proc.resolve("stat"));
    // The name in parentheses may hold anything; behind it come single words.
    String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(words[11]) + Long.parseLong(words[12])) * NANOS_PER_TICK;
  }

  private static long switchesIn(Path proc) throws IOException {
    long sum = 0;
    try (Stream<Path> tasks = Files.list(proc.resolve("task"))) {
      for (Path task : tasks.toList()) {
        try {
          sum += statusNumber(task, "voluntary_ctxt_switches:");
          sum += statusNumber(task, "nonvoluntary_ctxt_switches:");
        } catch (IOException e) {
          // This thread has ended meanwhile, and its count with it.
        }
      }
    }
    return sum;
  }

  private static long statusNumber(Path proc, String name) throws IOException {
    for (String line : Files.readAllLines(proc.resolve("status"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).replace("kB", "").strip());
      }
    }
    return 0;
  }
}
