package io.keelson.node.main;

import io.keelson.node.members.MemberTable;
import java.util.TreeSet;

/**
 * Believes that this member was removed when most of the others say so. One alone may lag behind or
 * have been restored from an old backup, and upstream would stop for it. Any thread.
 */
final class RemovalNews {
  private final long self;
  private final MemberTable members;
  private final Departure departure;
  private final TreeSet<Long> witnesses = new TreeSet<>();

  RemovalNews(long self, MemberTable members, Departure departure) {
    this.self = self;
    this.members = members;
    this.departure = departure;
  }

  /** Another member says that this one was removed. */
  void said(long by) {
    long others =
        members.membership().members().stream().filter(member -> member.id() != self).count();
    boolean isBelieved;
    synchronized (witnesses) {
      witnesses.add(by);
      isBelieved = witnesses.size() > others / 2;
    }
    if (isBelieved) {
      departure.removed();
    }
  }
}
