package io.keelson.node.restore;

import io.keelson.bytes.Bytes;
import io.keelson.node.command.ConfChangeCodec;
import io.keelson.node.disk.Disk;
import io.keelson.node.members.Founders;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberCodec;
import io.keelson.node.members.MemberTable.Identity;
import io.keelson.node.wal.Wal;
import io.keelson.node.wal.WalConfig;
import io.keelson.node.wal.WalMetadata;
import io.keelson.node.wal.WalSnapshot;
import io.keelson.raft.ConfChange;
import io.keelson.raft.ConfState;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import io.keelson.raft.HardState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The cluster that a snapshot is restored into: new ids, and a log that consists of one addition
 * per member, already applied. Each member restores the same snapshot and gets the same log.
 *
 * @param identity the member whose directory is made
 * @param members all members in ascending order of id
 */
public record NewCluster(Identity identity, List<Member> members) {
  /** The term of the additions. */
  static final long TERM = 1;

  /** Sorts the members, of which there must be one at least. */
  public NewCluster {
    members =
        members.stream().sorted(Comparator.comparing(Member::id, Long::compareUnsigned)).toList();
  }

  /** Index of the last addition. */
  long index() {
    return members.size();
  }

  ConfState confState() {
    return ConfState.ofVoters(members.stream().map(Member::id).toList());
  }

  Founders founders() {
    return Founders.anew(identity, members, confState());
  }

  /** Writes the log; its last record says that all of it is in the store. */
  void createLog(Disk disk, WalConfig config) throws IOException {
    WalMetadata metadata = new WalMetadata(identity.memberId(), identity.clusterId());
    try (Wal wal = Wal.create(disk, config, metadata)) {
      wal.append(new HardState(TERM, members.getFirst().id(), index()), additions());
      wal.saveSnapshot(new WalSnapshot(index(), TERM, confState()));
      wal.sync();
    }
  }

  private List<Entry> additions() {
    List<Entry> entries = new ArrayList<>();
    for (Member member : members) {
      Bytes change =
          ConfChangeCodec.encode(
              new ConfChange(0, ConfChange.Type.ADD_NODE, member.id(), MemberCodec.encode(member)));
      entries.add(new Entry(EntryType.CONF_CHANGE, TERM, entries.size() + 1, change));
    }
    return entries;
  }
}
