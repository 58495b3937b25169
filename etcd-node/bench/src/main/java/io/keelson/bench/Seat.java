package io.keelson.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** A member's name and its ports on loopback. */
record Seat(String name, int clientPort, int peerPort, int metricsPort) {
  private static final int PORTS = 3;

  /**
   * Seats for a cluster of this size, on ports that were free a moment ago and differ from each
   * other.
   */
  static List<Seat> free(int members) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int port = 0; port < members * PORTS; port++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
      List<Seat> seats = new ArrayList<>();
      for (int member = 0; member < members; member++) {
        List<Integer> own = ports.subList(member * PORTS, (member + 1) * PORTS);
        seats.add(new Seat("bench" + member, own.get(0), own.get(1), own.get(2)));
      }
      return List.copyOf(seats);
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }
}
