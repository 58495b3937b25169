package io.keelson.node.ctl;

import io.keelson.proto.etcdserverpb.AlarmMember;
import io.keelson.proto.etcdserverpb.AlarmResponse;
import io.keelson.proto.etcdserverpb.DeleteRangeResponse;
import io.keelson.proto.etcdserverpb.MemberAddResponse;
import io.keelson.proto.etcdserverpb.MemberListResponse;
import io.keelson.proto.etcdserverpb.MemberPromoteResponse;
import io.keelson.proto.etcdserverpb.MemberRemoveResponse;
import io.keelson.proto.etcdserverpb.MemberUpdateResponse;
import io.keelson.proto.etcdserverpb.MoveLeaderResponse;
import io.keelson.proto.etcdserverpb.PutResponse;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.etcdserverpb.WatchResponse;
import io.keelson.proto.mvccpb.Event;
import io.keelson.proto.mvccpb.KeyValue;
import java.io.PrintStream;
import java.util.List;

/** {@code simple}: for people, and for scripts that read lines. */
final class SimpleOutput extends Output {
  private final PrintStream err;
  private final boolean isHex;

  SimpleOutput(PrintStream out, PrintStream err, boolean isHex) {
    super("simple", out);
    this.err = err;
    this.isHex = isHex;
  }

  private void print(KeyValue pair, boolean isValueOnly) {
    KeyText.print(out, pair, isHex, isValueOnly);
  }

  @Override
  void put(PutResponse answer) {
    out.println("OK");
    if (answer.hasPrevKv()) {
      print(answer.getPrevKv(), false);
    }
  }

  @Override
  void get(RangeResponse answer, boolean isValueOnly) {
    answer.getKvsList().forEach(pair -> print(pair, isValueOnly));
  }

  @Override
  void delete(DeleteRangeResponse answer) {
    out.println(answer.getDeleted());
    answer.getPrevKvsList().forEach(pair -> print(pair, false));
  }

  @Override
  void watch(WatchResponse answer, boolean isCompacted) {
    for (Event event : answer.getEventsList()) {
      out.println(event.getType().name());
      if (event.hasPrevKv()) {
        print(event.getPrevKv(), false);
      }
      print(event.getKv(), false);
    }
  }

  @Override
  void memberAdd(MemberAddResponse answer) {
    out.println(
        "Member %16x added%sto cluster %16x"
            .formatted(
                answer.getMember().getID(),
                answer.getMember().getIsLearner() ? " as learner " : " ",
                answer.getHeader().getClusterId()));
  }

  @Override
  void memberRemove(long id, MemberRemoveResponse answer) {
    out.println(
        "Member %16x removed from cluster %16x".formatted(id, answer.getHeader().getClusterId()));
  }

  @Override
  void memberUpdate(long id, MemberUpdateResponse answer) {
    out.println(
        "Member %16x updated in cluster %16x".formatted(id, answer.getHeader().getClusterId()));
  }

  @Override
  void memberPromote(long id, MemberPromoteResponse answer) {
    out.println(
        "Member %16x promoted in cluster %16x".formatted(id, answer.getHeader().getClusterId()));
  }

  @Override
  void memberList(MemberListResponse answer) {
    lines(EndpointAnswers.members(answer));
  }

  @Override
  void alarms(AlarmResponse answer) {
    for (AlarmMember alarm : answer.getAlarmsList()) {
      out.println(
          "memberID:%s alarm:%s"
              .formatted(Long.toUnsignedString(alarm.getMemberID()), alarm.getAlarm()));
    }
  }

  @Override
  void moveLeader(long leader, long target, MoveLeaderResponse answer) {
    out.println("Leadership transferred from %x to %x".formatted(leader, target));
  }

  @Override
  void health(List<EndpointAnswers.Health> answers) {
    for (EndpointAnswers.Health each : answers) {
      if (each.error().isEmpty()) {
        out.println(
            "%s is healthy: successfully committed proposal: took = %s"
                .formatted(each.endpoint(), each.took()));
      } else {
        err.println(
            "%s is unhealthy: failed to commit proposal: %s"
                .formatted(each.endpoint(), each.error()));
      }
    }
  }

  @Override
  void status(List<EndpointAnswers.Status> answers) {
    lines(EndpointAnswers.status(answers));
  }

  @Override
  void hashes(List<EndpointAnswers.Hash> answers) {
    lines(EndpointAnswers.hashes(answers));
  }

  private void lines(List<List<String>> rows) {
    rows.forEach(row -> out.println(String.join(", ", row)));
  }
}
