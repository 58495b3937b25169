package io.keelson.bench;

/**
 * One server, or all members of a cluster together, under steady load for some seconds.
 *
 * @param events what watchers beside the load got
 * @param server what it used in the window, and its memory at the end
 * @param otherShare CPU that neither the servers nor the client used, as a share of the machine
 * @param idleShare CPU of a server that had nothing to do, as a share of one core
 * @param hasLeaderMoved another leader, or the same in another term, since before the window
 */
record Window(
    LoadCount count,
    EventCount events,
    ProcessReading server,
    long clientCpuNanos,
    double stolenShare,
    double otherShare,
    double idleShare,
    boolean hasLeaderMoved) {

  double serverMicrosPerOp() {
    return server.cpuNanos() / 1e3 / count.completed();
  }

  double serverMicrosPerEvent() {
    return server.cpuNanos() / 1e3 / events.events();
  }

  double clientMicrosPerOp() {
    return clientCpuNanos / 1e3 / count.completed();
  }

  double switchesPerOp() {
    return (double) server.contextSwitches() / count.completed();
  }

  double residentMegabytes() {
    return server.residentBytes() / 1e6;
  }
}
