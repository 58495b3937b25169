package io.keelson.node.main;

import io.keelson.node.link.Peer;
import io.keelson.node.link.PeerLink;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Tells the link whom to connect to. Until this member has applied its own addition, its table may
 * not know yet who leads, so those who were named when it joined stay connected. The apply thread,
 * or before it starts.
 */
final class KnownPeers {
  private final long self;
  private final PeerLink link;
  private final List<Member> named;

  /**
   * Speaks for a member.
   *
   * @param named members that were named at the start; empty when the table is to be believed alone
   */
  KnownPeers(long self, PeerLink link, List<Member> named) {
    this.self = self;
    this.link = link;
    this.named = List.copyOf(named);
  }

  /** The table has changed, or is looked at for the first time. */
  void changed(Membership membership) {
    TreeMap<Long, Member> others = new TreeMap<>(Long::compareUnsigned);
    if (membership.member(self) == null) {
      for (Member member : named) {
        if (!membership.isRemoved(member.id())) {
          others.put(member.id(), member);
        }
      }
    }
    membership.members().forEach(member -> others.put(member.id(), member));
    others.remove(self);
    List<Peer> peers = new ArrayList<>(others.size());
    others.values().forEach(member -> peers.add(new Peer(member.id(), member.peerUrls())));
    link.peers(peers);
  }
}
