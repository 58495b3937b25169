package io.keelson.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Members know each other, and the wire between them is guarded as the clients' is. */
class SeatingTest {
  private static final Path DATA = Path.of("/data");
  private static final List<Seat> THREE =
      List.of(new Seat("a", 1, 2, 3), new Seat("b", 4, 5, 6), new Seat("c", 7, 8, 9));
  private static final Certificates CERTIFICATES =
      new Certificates(Path.of("/ca"), Path.of("/cert"), Path.of("/key"));

  @Test
  void eachNamesAll() {
    assertThat(new Seating(THREE, 1).flags(DATA, Optional.empty()))
        .contains(
            "--name=b",
            "--data-dir=/data",
            "--listen-client-urls=http://127.0.0.1:4",
            "--listen-peer-urls=http://127.0.0.1:5",
            "--initial-advertise-peer-urls=http://127.0.0.1:5",
            "--initial-cluster=a=http://127.0.0.1:2,b=http://127.0.0.1:5,c=http://127.0.0.1:8",
            "--initial-cluster-state=new",
            "--listen-metrics-urls=http://127.0.0.1:6")
        .noneMatch(flag -> flag.contains("cert"));
  }

  @Test
  void peersShowCertificatesToEachOther() {
    assertThat(new Seating(THREE, 0).flags(DATA, Optional.of(CERTIFICATES)))
        .contains(
            "--listen-client-urls=https://127.0.0.1:1",
            "--cert-file=/cert",
            "--initial-cluster=a=https://127.0.0.1:2,b=https://127.0.0.1:5,c=https://127.0.0.1:8",
            "--peer-cert-file=/cert",
            "--peer-key-file=/key",
            "--peer-trusted-ca-file=/ca",
            "--peer-client-cert-auth=true");
  }

  @Test
  void aMemberAloneHasNoPeers() {
    assertThat(new Seating(THREE.subList(0, 1), 0).flags(DATA, Optional.of(CERTIFICATES)))
        .contains("--initial-cluster=a=http://127.0.0.1:2", "--key-file=/key")
        .noneMatch(flag -> flag.startsWith("--peer-"));
  }

  @Test
  void portsDiffer() throws IOException {
    List<Seat> seats = Seat.free(3);
    assertThat(
            seats.stream()
                .flatMap(it -> Stream.of(it.clientPort(), it.peerPort(), it.metricsPort())))
        .hasSize(9)
        .doesNotHaveDuplicates();
    assertThat(seats.stream().map(Seat::name)).doesNotHaveDuplicates();
  }

  @Test
  void theSeatMustBeThere() {
    assertThatThrownBy(() -> new Seating(THREE, 3)).isInstanceOf(IllegalArgumentException.class);
  }
}
