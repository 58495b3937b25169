package io.keelson.node.apply;

import io.keelson.node.alarm.AlarmTable;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.View;
import io.keelson.node.lease.Lease;
import io.keelson.node.lease.LeaseListener;
import io.keelson.node.lease.LeaseTable;
import io.keelson.node.members.MemberTable;
import io.keelson.node.mvcc.MvccStore;

/** State machines for tests. */
final class Machines {
  static final long MIN_TTL_SECONDS = 2;

  private Machines() {}

  /** One that nobody listens to. */
  static StateMachine open(Engine engine, MvccStore store) {
    return open(engine, store, leases(engine));
  }

  static StateMachine open(Engine engine, MvccStore store, LeaseTable leases) {
    View view = engine.view();
    try {
      MemberTable members = new MemberTable(view, 1);
      return new StateMachine(
          store, members, leases, new AlarmTable(view), true, store.durableApplied());
    } finally {
      view.release();
    }
  }

  static LeaseTable leases(Engine engine) {
    View view = engine.view();
    try {
      return new LeaseTable(view, MIN_TTL_SECONDS, new Deaf());
    } finally {
      view.release();
    }
  }

  private static final class Deaf implements LeaseListener {
    @Override
    public void granted(Lease lease) {}

    @Override
    public void revoked(Lease lease) {}

    @Override
    public void checkpointed(Lease lease) {}

    @Override
    public void replaced() {}
  }
}
