package io.keelson.node.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.bytes.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The membership in the form that older members read. */
final class MembershipJsonTest {
  private static final Member STARTED =
      new Member(0x1111, "n1", List.of("http://10.0.0.1:2380"), List.of("http://c:1"), false);
  private static final Member LEARNER =
      new Member(-2, "", List.of("http://10.0.0.2:2380"), List.of(), true);

  @Test
  void hasTheFormOfTheOldStore() {
    assertThat(new MembershipJson(List.of(STARTED), List.of(9L), "3.5.0").encode().utf8())
        .isEqualTo(
            """
            {"Root":{"Path":"/","Children":{
            "0":{"Path":"/0","Children":{
            "members":{"Path":"/0/members","Children":{
            "1111":{"Path":"/0/members/1111","Children":{
            "raftAttributes":{"Path":"/0/members/1111/raftAttributes",
            "Value":"{\\"peerURLs\\":[\\"http://10.0.0.1:2380\\"]}"},
            "attributes":{"Path":"/0/members/1111/attributes",
            "Value":"{\\"name\\":\\"n1\\",\\"clientURLs\\":[\\"http://c:1\\"]}"}}}}},
            "removed_members":{"Path":"/0/removed_members","Children":{
            "9":{"Path":"/0/removed_members/9","Value":""}}},
            "version":{"Path":"/0/version","Value":"3.5.0"}}},
            "1":{"Path":"/1","Children":{}}}},
            "CurrentIndex":0,"CurrentVersion":2}"""
                .replace("\n", ""));
  }

  @Test
  void isReadAgain() {
    MembershipJson json = new MembershipJson(List.of(STARTED, LEARNER), List.of(5L, -1L), null);
    assertThat(MembershipJson.decode(json.encode())).isEqualTo(json);
    assertThat(json.encode().utf8()).doesNotContain("fffffffffffffffe/attributes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"Root\":1}", "{\"Root\":{\"Children\":{\"0\":1}}}"})
  void damage(String text) {
    assertThatThrownBy(() -> MembershipJson.decode(Bytes.utf8(text)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
