package io.keelson.e2e.fault;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The network between the members of a cluster: a proxy before each member's peer port, and a link
 * for each ordered pair of members. What a member sends to another travels on connections that the
 * one dialled and on those that the other dialled, so a link looks after one direction of both.
 * Faults hold for open and new connections until {@link #heal}. Safe for any thread.
 */
public final class FaultNetwork implements AutoCloseable {
  private final Supplier<Map<String, Long>> pids;
  private final Map<List<String>, Link> links = new ConcurrentHashMap<>();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final List<FaultProxy> proxies = new CopyOnWriteArrayList<>();

  /**
   * @param pids the running members' process ids by name, asked for each new connection
   */
  public FaultNetwork(Supplier<Map<String, Long>> pids) {
    this.pids = pids;
  }

  /**
   * Where others shall dial these members from now on.
   *
   * @param memberPorts the members' own peer ports, in order
   * @return ports in ascending order, so that members are in the order of their URLs too
   */
  public List<Integer> listenFor(List<String> members, List<Integer> memberPorts) {
    List<ServerSocket> listeners =
        Stream.generate(FaultProxy::bind)
            .limit(members.size())
            .sorted(Comparator.comparingInt(ServerSocket::getLocalPort))
            .toList();
    for (int i = 0; i < members.size(); i++) {
      var proxy = new FaultProxy(members.get(i), memberPorts.get(i), this, listeners.get(i));
      proxies.add(proxy);
      proxy.start(port -> SocketOwner.of(port, proxy.port(), pids.get()));
    }
    return listeners.stream().map(ServerSocket::getLocalPort).toList();
  }

  /** Between the two, open connections are reset and new ones refused. */
  public void cut(String one, String other) {
    link(one, other).cut();
    link(other, one).cut();
    reset(one, other);
  }

  /** Cut from all the others. */
  public void isolate(String member, List<String> all) {
    all.stream().filter(other -> !other.equals(member)).forEach(other -> cut(member, other));
  }

  /** Bytes of that direction wait, as on a link that loses all packets; after healing they come. */
  public void stall(String from, String to) {
    link(from, to).stall();
  }

  /** Each chunk of that direction takes so much longer, one after the other. */
  public void delay(String from, String to, Duration delay) {
    link(from, to).delay(delay);
  }

  /** After so many bytes more in that direction, its connections are reset and new ones refused. */
  public void limit(String from, String to, long bytes) {
    link(from, to).limit(bytes);
  }

  /** Open connections between the two are reset, new ones work. */
  public void reset(String one, String other) {
    connections.stream()
        .filter(connection -> connection.isBetween(one, other))
        .forEach(Connection::close);
    link(one, other).wake();
    link(other, one).wake();
  }

  /** Ends all faults; bytes that were stalled go on. */
  public void heal() {
    links.values().forEach(Link::heal);
  }

  boolean isCut(String one, String other) {
    return link(one, other).isCut() || link(other, one).isCut();
  }

  void carry(Connection connection, String dialler, String dialled) {
    connections.add(connection);
    if (isCut(dialler, dialled)) {
      connection.close(); // cut between the first look and the registration
    }
    connection.carry(
        link(dialler, dialled), link(dialled, dialler), () -> ended(connection, dialler, dialled));
  }

  private void ended(Connection connection, String dialler, String dialled) {
    connections.remove(connection);
    link(dialler, dialled).wake();
    link(dialled, dialler).wake();
  }

  private Link link(String from, String to) {
    return links.computeIfAbsent(List.of(from, to), _ -> new Link());
  }

  @Override
  public void close() {
    proxies.forEach(FaultProxy::close);
    connections.forEach(Connection::close);
    links.values().forEach(Link::wake);
  }
}
