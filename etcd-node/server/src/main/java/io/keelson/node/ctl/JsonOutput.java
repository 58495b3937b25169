package io.keelson.node.ctl;

import com.google.protobuf.Message;
import io.keelson.node.config.GoQuote;
import io.keelson.proto.etcdserverpb.MemberAddResponse;
import io.keelson.proto.etcdserverpb.MemberListResponse;
import io.keelson.proto.etcdserverpb.MemberPromoteResponse;
import io.keelson.proto.etcdserverpb.MemberRemoveResponse;
import io.keelson.proto.etcdserverpb.MemberUpdateResponse;
import io.keelson.proto.etcdserverpb.MoveLeaderResponse;
import io.keelson.proto.etcdserverpb.WatchResponse;
import io.keelson.proto.mvccpb.Event;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/** {@code json}: one line, with ids in hexadecimal where members are listed and it is wanted. */
final class JsonOutput extends Output {
  private final boolean isHex;

  JsonOutput(PrintStream out, boolean isHex) {
    super("json", out);
    this.isHex = isHex;
  }

  @Override
  void message(Message answer) {
    out.println(GoJson.of(answer, false));
  }

  private void members(Message answer) {
    out.println(GoJson.of(answer, isHex));
  }

  @Override
  void memberAdd(MemberAddResponse answer) {
    members(answer);
  }

  @Override
  void memberRemove(long id, MemberRemoveResponse answer) {
    members(answer);
  }

  @Override
  void memberUpdate(long id, MemberUpdateResponse answer) {
    members(answer);
  }

  @Override
  void memberPromote(long id, MemberPromoteResponse answer) {
    members(answer);
  }

  @Override
  void memberList(MemberListResponse answer) {
    members(answer);
  }

  @Override
  void moveLeader(long leader, long target, MoveLeaderResponse answer) {
    message(answer);
  }

  /** Not the message but what upstream's client makes of it. */
  @Override
  void watch(WatchResponse answer, boolean isCompacted) {
    String events =
        isCompacted
            ? "null"
            : answer.getEventsList().stream()
                .map((Event event) -> GoJson.of(event, false))
                .collect(Collectors.joining(",", "[", "]"));
    out.println(
        "{\"Header\":"
            + GoJson.of(answer.getHeader(), false)
            + ",\"Events\":"
            + events
            + ",\"CompactRevision\":"
            + answer.getCompactRevision()
            + ",\"Canceled\":"
            + answer.getCanceled()
            + ",\"Created\":"
            + answer.getCreated()
            + ",\"CancelReason\":"
            + GoQuote.json(isCompacted ? "" : answer.getCancelReason())
            + "}");
  }

  @Override
  void health(List<EndpointAnswers.Health> answers) {
    list(
        answers.stream()
            .map(
                each ->
                    "{\"endpoint\":"
                        + GoQuote.json(each.endpoint())
                        + ",\"health\":"
                        + each.isHealthy()
                        + ",\"took\":"
                        + GoQuote.json(each.took())
                        + (each.error().isEmpty() ? "" : ",\"error\":" + GoQuote.json(each.error()))
                        + "}")
            .toList());
  }

  @Override
  void status(List<EndpointAnswers.Status> answers) {
    list(answers.stream().map(each -> member(each.endpoint(), "Status", each.answer())).toList());
  }

  @Override
  void hashes(List<EndpointAnswers.Hash> answers) {
    list(answers.stream().map(each -> member(each.endpoint(), "HashKV", each.answer())).toList());
  }

  private static String member(String endpoint, String name, Message answer) {
    return "{\"Endpoint\":%s,\"%s\":%s}"
        .formatted(GoQuote.json(endpoint), name, GoJson.of(answer, false));
  }

  private void list(List<String> parts) {
    out.println(parts.isEmpty() ? "null" : "[" + String.join(",", parts) + "]");
  }
}
