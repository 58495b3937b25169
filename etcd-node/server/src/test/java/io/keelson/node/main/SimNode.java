package io.keelson.node.main;

import io.keelson.node.apply.AppliedIndex;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.link.PeerCalls;
import io.keelson.node.link.PeerHandler;
import io.keelson.node.link.PeerLink;
import io.keelson.node.log.Logger;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable;
import io.keelson.node.metrics.NodeMetrics;
import io.keelson.node.mvcc.HashStore;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.replica.Lessor;
import io.keelson.node.replica.Proposer;
import io.keelson.node.replica.ReadIndex;
import io.keelson.node.replica.ReplicaStatus;
import io.keelson.node.sim.SimLinks;
import io.keelson.node.sim.SimProcess;
import io.keelson.node.wal.WalMetadata;
import io.keelson.node.watch.WatchHub;
import java.io.IOException;
import java.util.List;

/** A whole member but for its listeners, in a simulated process; the simulator's door to it. */
public final class SimNode {
  private static final long CLUSTER_ID = 0xc1;

  private final NodeAssembly node;

  private SimNode(NodeAssembly node) {
    this.node = node;
  }

  /** The member says that it cannot start. */
  public static final class StartRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    StartRefusedException(StartException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * Builds a member from what its disk holds.
   *
   * @throws StartRefusedException if it will not start with that
   * @throws IOException if the disk fails
   */
  public static SimNode open(
      SimProcess process, ServerConfig config, NodeMetrics metrics, SimLinks links, Cluster cluster)
      throws IOException, StartRefusedException {
    NodeParts parts =
        new NodeParts(
            config,
            new SimPlatform(process),
            new Plugged(links),
            Logger.silent(),
            metrics,
            process::fatal);
    try {
      return new SimNode(new NodeAssembly(parts, cluster::founding));
    } catch (StartException e) {
      throw new StartRefusedException(e);
    }
  }

  /**
   * Who a member is among which others, if it has no data yet.
   *
   * @param founders who founds the cluster; empty if it exists already
   * @param others members that are known besides this one
   */
  public record Cluster(Member self, List<Member> founders, List<Member> others) {
    /** Copies the lists. */
    public Cluster {
      founders = List.copyOf(founders);
      others = List.copyOf(others);
    }

    private Founding founding() {
      return new Founding(CLUSTER_ID, self, founders, others);
    }
  }

  /** The simulated network as a member's own. */
  private record Plugged(SimLinks links) implements Network {
    @Override
    public PeerLink connect(WalMetadata self, PeerHandler handler) {
      return links.connect(self.nodeId(), handler);
    }

    @Override
    public PeerCalls calls() {
      return links.calls();
    }

    @Override
    public Inquiry inquire(WalMetadata self) {
      return new Inquiry(
          links.calls(),
          (baseUrl, idleTimeout, target) -> {
            throw new IOException("simulated members do not hand their state to each other");
          });
    }
  }

  /** Runs it. */
  public void start() {
    node.start();
  }

  /** Stops it in order. */
  public void stop() throws IOException, InterruptedException {
    node.stop();
  }

  /** Who it is. */
  public long id() {
    return node.identity().nodeId();
  }

  /** The door for changes. */
  public Proposer proposer() {
    return node.replica().proposer();
  }

  /** The door for linearizable reads. */
  public ReadIndex readIndex() {
    return node.replica().readIndex();
  }

  /** Leadership as this member sees it. */
  public ReplicaStatus status() {
    return node.replica().status().get();
  }

  /** The store. */
  public MvccStore store() {
    return node.store();
  }

  /** Asks for leadership to go to another member. */
  public void transferLeadership(long to) {
    node.replica().transferLeadership(to);
  }

  /** Highest index whose effects are published. */
  public AppliedIndex appliedIndex() {
    return node.appliedIndex();
  }

  /** Highest index known to be committed. */
  public long committedIndex() {
    return node.replica().committedIndex().get();
  }

  /** The door for watches. */
  public WatchHub watchHub() {
    return node.watchHub();
  }

  /** The door for renewals of leases. */
  public Lessor lessor() {
    return node.leases().lessor();
  }

  /** The members as applied. */
  public MemberTable members() {
    return node.members();
  }

  /** Hashes of the last compactions. */
  public HashStore hashes() {
    return node.hashes();
  }

  /** Compact revision up to which rows are gone. */
  public long finishedCompaction() {
    return node.maintenance().finishedRevision();
  }
}
