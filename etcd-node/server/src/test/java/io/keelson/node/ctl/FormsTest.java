package io.keelson.node.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.keelson.node.config.GoQuote;
import io.keelson.proto.etcdserverpb.Member;
import io.keelson.proto.etcdserverpb.MemberListResponse;
import io.keelson.proto.etcdserverpb.ResponseHeader;
import io.keelson.proto.etcdserverpb.StatusResponse;
import io.keelson.proto.mvccpb.Event;
import io.keelson.proto.mvccpb.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How keys, ids, messages and failures are read and written. */
final class FormsTest {
  @Test
  void jsonLeavesOutWhatIsEmpty() {
    assertThat(GoJson.of(StatusResponse.getDefaultInstance(), false)).isEqualTo("{}");
    Event event =
        Event.newBuilder()
            .setType(Event.EventType.DELETE)
            .setKv(KeyValue.newBuilder().setKey(ByteString.copyFromUtf8("a")).setModRevision(5))
            .build();
    assertThat(GoJson.of(event, false))
        .isEqualTo("{\"type\":1,\"kv\":{\"key\":\"YQ==\",\"mod_revision\":5}}");
  }

  @Test
  void idsAreUnsignedOrHexadecimal() {
    MemberListResponse answer =
        MemberListResponse.newBuilder()
            .setHeader(ResponseHeader.newBuilder().setClusterId(-1).setRaftTerm(2))
            .addMembers(Member.newBuilder().setID(-2).setName("<n>"))
            .build();
    assertThat(GoJson.of(answer, false))
        .isEqualTo(
            "{\"header\":{\"cluster_id\":18446744073709551615,\"raft_term\":2},"
                + "\"members\":[{\"ID\":18446744073709551614,\"name\":\"\\u003cn\\u003e\"}]}");
    assertThat(GoJson.of(answer, true))
        .isEqualTo(
            "{\"header\":{\"cluster_id\":\"ffffffffffffffff\",\"member_id\":\"0\",\"raft_term\":2},"
                + "\"members\":[{\"ID\":\"fffffffffffffffe\",\"name\":\"\\u003cn\\u003e\"}]}");
  }

  @Test
  void bytesThatAreNoTextAreEscaped() {
    byte[] bytes = {'a', (byte) 0xff, (byte) 0xc3, (byte) 0xbc, (byte) 0xc3, '"', 1};
    assertThat(GoQuote.quote(bytes)).isEqualTo("\"a\\xffü\\xc3\\\"\\x01\"");
    byte[] surrogate = {(byte) 0xed, (byte) 0xa0, (byte) 0x80};
    assertThat(GoQuote.quote(surrogate)).isEqualTo("\"\\xed\\xa0\\x80\"");
  }

  @Test
  void aPrefixEndsBeforeTheNext() {
    assertThat(KeyRange.prefix("ab").end()).isEqualTo(ByteString.copyFromUtf8("ac"));
    assertThat(KeyRange.prefix("")).isEqualTo(KeyRange.from(""));
    assertThat(KeyRange.from("").key()).isEqualTo(ByteString.copyFrom(new byte[] {0}));
    assertThat(KeyRange.one("a").end()).isEmpty();
  }

  @Test
  void endpointsHaveAHostAndAPort() throws CtlException {
    assertThat(Endpoint.parse("https://a.b:1")).isEqualTo(new Endpoint("https", "a.b", 1));
    assertThat(Endpoint.parse("[::1]:2379")).isEqualTo(new Endpoint("", "::1", 2379));
    assertThat(Endpoint.parse("http://a:1/").isTls(true)).isFalse();
    assertThat(Endpoint.parse("a:1").isTls(true)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a:", "a:0", "a:65536", ":1", "ftp://a:1", "unix:///x:1"})
  void otherEndpointsAreRefused(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text))
        .isInstanceOf(CtlException.class)
        .hasMessageStartingWith("endpoint");
  }

  @Test
  void idsAreHexadecimal() {
    assertThat(GoInteger.memberId("ffffffffffffffff")).isEqualTo(-1);
    assertThatThrownBy(() -> GoInteger.memberId("-1")).hasMessageContaining("invalid syntax");
    assertThatThrownBy(() -> GoInteger.leaseId("ffffffffffffffff"))
        .hasMessageContaining("value out of range");
    assertThat(GoInteger.leaseId("-1")).isEqualTo(-1);
  }

  @Test
  void failuresAreToldAsUpstreamDoes() {
    assertThat(Failures.text(Status.NOT_FOUND.withDescription("etcdserver: gone"), false))
        .isEqualTo("etcdserver: gone");
    assertThat(Failures.text(Status.DEADLINE_EXCEEDED.withDescription("x"), true))
        .isEqualTo("context deadline exceeded");
    assertThat(Failures.text(Status.UNIMPLEMENTED.withDescription("no"), true))
        .isEqualTo("rpc error: code = Unimplemented desc = no");
  }
}
