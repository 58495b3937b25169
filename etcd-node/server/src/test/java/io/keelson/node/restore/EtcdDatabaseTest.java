package io.keelson.node.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.node.bolt.BoltFile;
import io.keelson.node.members.Downgrade;
import io.keelson.node.snapshot.SampleStore;
import io.keelson.node.snapshot.StoreSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an export of ours says about members, read as an import does. */
final class EtcdDatabaseTest {
  @TempDir Path folder;

  @Test
  void formerMembersAndDowngradesAreKept() throws IOException {
    SampleStore sample = new SampleStore();
    sample.member(1, "one");
    sample.addAndRemove(-1);
    sample.addAndRemove(0x2a);
    sample.clusterVersion("3.7.0");
    sample.downgrade("3.6.0");
    sample.put("a", Bytes.utf8("1"));
    try (StoreSnapshot snapshot = new StoreSnapshot(sample.store().view())) {
      byte[] content = new byte[(int) snapshot.sizeBytes()];
      assertThat(snapshot.read(content, 0, content.length)).isEqualTo(content.length);
      Files.write(folder.resolve("db"), content);
    }
    try (BoltFile file = BoltFile.open(folder.resolve("db"))) {
      EtcdDatabase database = new EtcdDatabase(file);
      assertThat(database.removedMembers()).containsExactly(0x2aL, -1L);
      assertThat(database.downgrade()).isEqualTo(new Downgrade(true, "3.6.0"));
      assertThat(database.members()).hasSize(1);
    }
  }
}
