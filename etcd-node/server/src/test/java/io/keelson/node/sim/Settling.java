package io.keelson.node.sim;

import io.keelson.node.main.SimNode;
import io.keelson.node.mvcc.StoreView;
import io.keelson.node.sim.History.Call;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A client that asks one member for everything until it is answered: then the member is well. */
final class Settling {
  private static final long PATIENCE_MILLIS = 300;

  private final SimMember member;
  private final SimClient client;
  private @Nullable Call call;

  Settling(SimWorld world, SimMember member, List<SimMember> members, RandomGenerator random) {
    this.member = member;
    this.client = new SimClient(world, "last-" + member.name(), members, random);
    this.client.stop();
  }

  /** The member. */
  long id() {
    return member.id();
  }

  /** Asks, unless there is an answer or one is awaited. */
  void ask() {
    if (!isDone() && client.isIdle()) {
      call = client.ask(new Op.Range("a", "z", 0, false), member, PATIENCE_MILLIS);
    }
  }

  /** Whether the member has answered. */
  boolean isDone() {
    return call != null && call.isDone();
  }

  /** The member's current revision, 0 if it is down. */
  long revision() {
    @Nullable SimNode node = member.node();
    if (node == null) {
      return 0;
    }
    StoreView view = node.store().view();
    try {
      return view.revision();
    } finally {
      view.release();
    }
  }

  /** The member's applied index, 0 if it is down. */
  long applied() {
    @Nullable SimNode node = member.node();
    return node == null ? 0 : node.appliedIndex().get();
  }

  @Override
  public String toString() {
    @Nullable SimNode node = member.node();
    return member.name()
        + (isDone() ? " answered" : " did not answer")
        + (node == null ? ", is down" : ", " + node.status() + " applied " + applied());
  }
}
