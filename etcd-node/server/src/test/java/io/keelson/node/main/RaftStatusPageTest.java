package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.replica.ReplicaStatus;
import io.keelson.raft.MemberProgress;
import io.keelson.raft.tracker.Progress;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaftStatusPageTest {
  private static final long ID = 0x8e9e05c52164694dL;

  @Test
  void leaderTellsWhatItKnowsOfTheOthers() {
    String text =
        RaftStatusPage.text(
            ID,
            new ReplicaStatus(2, ID, true, false, 4),
            4,
            3,
            List.of(
                new MemberProgress(1, 2, false, true, Progress.State.PROBE),
                new MemberProgress(ID, 4, false, true, Progress.State.REPLICATE)));

    assertThat(text)
        .isEqualTo(
            "{\"id\":\"8e9e05c52164694d\",\"term\":2,\"commit\":4,\"lead\":\"8e9e05c52164694d\","
                + "\"raftState\":\"StateLeader\",\"applied\":3,\"progress\":{"
                + "\"1\":{\"match\":2,\"state\":\"StateProbe\"},"
                + "\"8e9e05c52164694d\":{\"match\":4,\"state\":\"StateReplicate\"}}}");
  }

  @Test
  void followerKnowsNoProgress() {
    String text =
        RaftStatusPage.text(
            ID, new ReplicaStatus(2, 0, false, false, Long.MAX_VALUE), 4, 3, List.of());

    assertThat(text)
        .contains("\"lead\":\"0\",\"raftState\":\"StateFollower\"")
        .endsWith("\"progress\":{}}");
  }
}
