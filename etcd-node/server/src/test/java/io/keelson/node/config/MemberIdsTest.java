package io.keelson.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ids recorded from upstream. */
final class MemberIdsTest {

  @ParameterizedTest
  @CsvSource({
    "m1=http://127.0.0.1:25791, tok1, m1, 3d2623bd00ad6322, 3565cfe992b435ab",
    "m1=http://10.0.0.1:2380, tok, m1, 98521e8c6c48c6da, 29212d9326a3e0dc",
    "'m=https://b.example:2380,m=http://a.example:2380', etcd-cluster, m, 5d3c9103546c8342,"
        + " 48e6a650643a5b68",
    "'infra2=http://10.0.1.12:2380,infra0=http://10.0.1.10:2380,infra1=http://10.0.1.11:2380',"
        + " etcd-cluster-1, infra0, 140fedbeeb74765d, acccc8912db0cd57",
    "'infra0=http://10.0.1.10:2380,infra1=http://10.0.1.11:2380,infra2=http://10.0.1.12:2380',"
        + " etcd-cluster-1, infra1, d5dc5f8d75d04e29, acccc8912db0cd57",
    "'infra0=http://10.0.1.10:2380,infra1=http://10.0.1.11:2380,infra2=http://10.0.1.12:2380',"
        + " etcd-cluster-1, infra2, 8a0a11c6194fc77, acccc8912db0cd57",
  })
  void matchesUpstream(String text, String token, String name, String member, String cluster)
      throws BadValueException {
    InitialCluster initial = InitialCluster.parse(text);
    assertThat(MemberIds.text(initial.memberIds(token).getOrDefault(name, 0L))).isEqualTo(member);
    assertThat(MemberIds.text(initial.clusterId(token))).isEqualTo(cluster);
  }

  @Test
  void hashesTheTimeOfAnAddedMember() {
    long id = MemberIds.added(List.of("http://127.0.0.1:25831"), 1_795_171_276);
    assertThat(MemberIds.text(id)).isEqualTo("148eaf80f19dd000");
  }

  @Test
  void printsAllPairsSorted() throws BadValueException {
    InitialCluster initial = InitialCluster.parse("b=http://b:1,,a=http://z:1,a=http://c:1");
    assertThat(initial).hasToString("a=http://c:1,a=http://z:1,b=http://b:1");
  }
}
