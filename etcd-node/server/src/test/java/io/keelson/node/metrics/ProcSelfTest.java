package io.keelson.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcSelfTest {
  @Test
  void readsWhatTheKernelWrites(@TempDir Path proc) throws IOException {
    Files.createDirectories(proc.resolve("self/fd"));
    Files.createDirectories(proc.resolve("self/net"));
    Files.writeString(proc.resolve("self/fd/0"), "");
    Files.writeString(proc.resolve("self/fd/7"), "");
    Files.writeString(proc.resolve("stat"), "cpu 1 2\nbtime 1000\n");
    Files.writeString(
        proc.resolve("self/stat"),
        "12 (a b) c) S 1 2 3 4 5 6 7 8 9 10 150 25 0 0 20 0 30 0 4200 99 11\n");
    Files.writeString(proc.resolve("self/status"), "VmSize:\t  2048 kB\nVmRSS:\t   1024 kB\n");
    Files.writeString(
        proc.resolve("self/limits"),
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max open files            20000                30000                files
        Max address space         unlimited            unlimited            bytes
        """);
    Files.writeString(
        proc.resolve("self/net/netstat"),
        "TcpExt: A B\nTcpExt: 1 2\nIpExt: X InOctets OutOctets\nIpExt: 1 22 33\n");
    ProcSelf.Readings readings = new ProcSelf(proc).read();
    assertThat(readings)
        .isEqualTo(
            new ProcSelf.Readings(
                1.75,
                1042,
                new ProcSelf.Memory(1024 * 1024, 2048 * 1024),
                2,
                new ProcSelf.Limits(20000, 0x1p64),
                new ProcSelf.Traffic(22, 33)));
  }

  @Test
  void leavesOutWhatIsNotTold(@TempDir Path empty) {
    MetricRegistry registry = new MetricRegistry();
    ProcessMetrics.register(registry, new ProcSelf(empty));
    assertThat(registry.text()).isEmpty();
  }

  @Test
  void readsThisProcess() {
    MetricRegistry registry = new MetricRegistry();
    ProcessMetrics.register(registry, ProcSelf.ofThisProcess());
    if (Files.exists(Path.of("/proc/self/stat"))) {
      assertThat(registry.text())
          .contains("process_resident_memory_bytes ", "os_fd_used ", "process_max_fds ");
    }
  }
}
