package io.keelson.node.ctl;

import com.google.protobuf.ByteString;
import io.keelson.node.config.GoQuote;
import io.keelson.proto.etcdserverpb.AlarmMember;
import io.keelson.proto.etcdserverpb.AlarmResponse;
import io.keelson.proto.etcdserverpb.DeleteRangeResponse;
import io.keelson.proto.etcdserverpb.Member;
import io.keelson.proto.etcdserverpb.MemberListResponse;
import io.keelson.proto.etcdserverpb.PutResponse;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.etcdserverpb.ResponseHeader;
import io.keelson.proto.etcdserverpb.StatusResponse;
import io.keelson.proto.etcdserverpb.WatchResponse;
import io.keelson.proto.mvccpb.Event;
import io.keelson.proto.mvccpb.KeyValue;
import java.io.PrintStream;
import java.util.List;

/** {@code fields}: one field per line. */
final class FieldsOutput extends Output {
  private final boolean isHex;

  FieldsOutput(PrintStream out, boolean isHex) {
    super("fields", out);
    this.isHex = isHex;
  }

  private void field(String name, Object value) {
    out.println("\"" + name + "\" : " + value);
  }

  private void quoted(String name, String value) {
    field(name, GoQuote.quote(value));
  }

  private void quoted(String name, ByteString value) {
    field(name, GoQuote.quote(value.toByteArray()));
  }

  private void id(String name, long id) {
    field(name, isHex ? Long.toHexString(id) : Long.toUnsignedString(id));
  }

  private void header(ResponseHeader header) {
    id("ClusterID", header.getClusterId());
    id("MemberID", header.getMemberId());
    if (header.getRevision() > 0) {
      field("Revision", header.getRevision());
    }
    field("RaftTerm", Long.toUnsignedString(header.getRaftTerm()));
  }

  private void pair(String prefix, KeyValue pair) {
    quoted(prefix + "Key", pair.getKey());
    field(prefix + "CreateRevision", pair.getCreateRevision());
    field(prefix + "ModRevision", pair.getModRevision());
    field(prefix + "Version", pair.getVersion());
    quoted(prefix + "Value", pair.getValue());
    field(prefix + "Lease", isHex ? "%016x".formatted(pair.getLease()) : pair.getLease());
  }

  @Override
  void put(PutResponse answer) {
    header(answer.getHeader());
    if (answer.hasPrevKv()) {
      pair("Prev", answer.getPrevKv());
    }
  }

  @Override
  void get(RangeResponse answer, boolean isValueOnly) {
    header(answer.getHeader());
    answer.getKvsList().forEach(pair -> pair("", pair));
    field("More", answer.getMore());
    field("Count", answer.getCount());
  }

  @Override
  void delete(DeleteRangeResponse answer) {
    header(answer.getHeader());
    field("Deleted", answer.getDeleted());
    answer.getPrevKvsList().forEach(pair -> pair("Prev", pair));
  }

  @Override
  void watch(WatchResponse answer, boolean isCompacted) {
    header(answer.getHeader());
    for (Event event : answer.getEventsList()) {
      field("Type", event.getType());
      if (event.hasPrevKv()) {
        pair("Prev", event.getPrevKv());
      }
      pair("", event.getKv());
    }
  }

  @Override
  void memberList(MemberListResponse answer) {
    header(answer.getHeader());
    for (Member member : answer.getMembersList()) {
      id("ID", member.getID());
      quoted("Name", member.getName());
      member.getPeerURLsList().forEach(url -> quoted("PeerURL", url));
      member.getClientURLsList().forEach(url -> quoted("ClientURL", url));
      field("IsLearner", member.getIsLearner());
      out.println();
    }
  }

  @Override
  void alarms(AlarmResponse answer) {
    header(answer.getHeader());
    for (AlarmMember alarm : answer.getAlarmsList()) {
      id("MemberID", alarm.getMemberID());
      field("AlarmType", alarm.getAlarm());
      out.println();
    }
  }

  @Override
  void health(List<EndpointAnswers.Health> answers) {
    for (EndpointAnswers.Health each : answers) {
      quoted("Endpoint", each.endpoint());
      field("Health", each.isHealthy());
      field("Took", each.took());
      field("Error", each.error());
      out.println();
    }
  }

  @Override
  void status(List<EndpointAnswers.Status> answers) {
    for (EndpointAnswers.Status each : answers) {
      StatusResponse answer = each.answer();
      header(answer.getHeader());
      quoted("Version", answer.getVersion());
      quoted("StorageVersion", answer.getStorageVersion());
      field("DBSize", answer.getDbSize());
      field("DBSizeInUse", answer.getDbSizeInUse());
      field("DBSizeQuota", answer.getDbSizeQuota());
      field("Leader", Long.toUnsignedString(answer.getLeader()));
      field("IsLearner", answer.getIsLearner());
      field("RaftIndex", Long.toUnsignedString(answer.getRaftIndex()));
      field("RaftTerm", Long.toUnsignedString(answer.getRaftTerm()));
      field("RaftAppliedIndex", Long.toUnsignedString(answer.getRaftAppliedIndex()));
      field("Errors", "[" + String.join(" ", answer.getErrorsList()) + "]");
      quoted("Endpoint", each.endpoint());
      quoted("DowngradeTargetVersion", answer.getDowngradeInfo().getTargetVersion());
      field("DowngradeEnabled", answer.getDowngradeInfo().getEnabled());
      out.println();
    }
  }

  @Override
  void hashes(List<EndpointAnswers.Hash> answers) {
    for (EndpointAnswers.Hash each : answers) {
      header(each.answer().getHeader());
      quoted("Endpoint", each.endpoint());
      field("Hash", Integer.toUnsignedString(each.answer().getHash()));
      field("HashRevision", each.answer().getHashRevision());
      out.println();
    }
  }
}
