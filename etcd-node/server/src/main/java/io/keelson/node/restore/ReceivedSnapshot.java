package io.keelson.node.restore;

import io.keelson.bytes.Bytes;
import io.keelson.node.bolt.BoltFile;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.View;
import io.keelson.node.members.Founders;
import io.keelson.node.members.Member;
import io.keelson.node.members.MembershipJson;
import io.keelson.raft.ConfState;
import io.keelson.raft.Message;
import io.keelson.raft.SnapshotMeta;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a received state machine must be, and the store that is made of it. The file is not trusted.
 *
 * @param message the message that announced it
 * @param meta what it says of the state
 * @param membership the members in the form that older members read
 */
record ReceivedSnapshot(Message message, SnapshotMeta meta, Bytes membership) {
  long index() {
    return meta.index();
  }

  /**
   * Checks every page and row and builds the store; it is complete and durable on return.
   *
   * @throws IOException if the file is damaged, is not what the message says, or the disk refuses
   */
  void build(Path file, SnapshotReceiver.Parts parts) throws IOException {
    Path building = parts.place().folders().receiving(index());
    try (BoltFile source = SnapshotFile.openChecked(parts.place().disk(), file)) {
      EtcdDatabase database = new EtcdDatabase(source);
      database.checkSupported(parts.newestVersion());
      checkPosition(database);
      Founders founders =
          new Founders(
              parts.self(),
              members(database),
              meta.confState(),
              database.clusterVersion(),
              database.removedMembers(),
              database.downgrade());
      StoreImport.Start start = new StoreImport.Start(meta.index(), meta.term(), 0);
      new StoreImport(source, parts.place().engines()).into(building, founders, start);
    }
    check(building, parts);
    parts.place().disk().syncDirectory(building);
    parts.place().folders().complete(index());
  }

  private void checkPosition(EtcdDatabase database) throws IOException {
    if (database.consistentIndex() != meta.index() || database.term() != meta.term()) {
      throw new RestoreException(
          "the database is of index "
              + database.consistentIndex()
              + " and term "
              + database.term()
              + ", the message of index "
              + meta.index()
              + " and term "
              + meta.term());
    }
  }

  private List<Member> members(EtcdDatabase database) throws IOException {
    List<Member> members = database.members();
    if (members.isEmpty()) {
      members = MembershipJson.decode(membership).members();
    }
    List<Long> missing = new ArrayList<>();
    ConfState conf = meta.confState();
    for (List<Long> ids : List.of(conf.voters(), conf.learners(), conf.votersOutgoing())) {
      for (long id : ids) {
        if (members.stream().noneMatch(member -> member.id() == id)) {
          missing.add(id);
        }
      }
    }
    if (conf.voters().isEmpty() || !missing.isEmpty()) {
      throw new RestoreException(
          "the members of the database are not those of the configuration: without "
              + missing.stream().map(Long::toHexString).toList());
    }
    return members;
  }

  private static void check(Path building, SnapshotReceiver.Parts parts) throws IOException {
    try (Engine engine = parts.place().engines().open(StoreImport.config(building))) {
      View view = engine.view();
      try {
        parts.check().accept(view);
      } catch (RuntimeException e) {
        throw new RestoreException("a table of the database is damaged: " + e.getMessage(), e);
      } finally {
        view.release();
      }
    }
  }
}
