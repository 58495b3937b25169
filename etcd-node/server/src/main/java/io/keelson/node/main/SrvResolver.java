package io.keelson.node.main;

import java.io.IOException;
import java.util.List;

/** Looks services up in DNS. May block. */
@FunctionalInterface
interface SrvResolver {
  /**
   * A place where a service is offered.
   *
   * @param host as in the record, with a trailing dot perhaps
   */
  record Target(int priority, String host, int port) {}

  /**
   * The records of a name such as {@code _etcd-server._tcp.example.com}, in the order in which they
   * are to be used.
   *
   * @throws IOException if there are none, or nobody can be asked
   */
  List<Target> lookup(String name) throws IOException;
}
