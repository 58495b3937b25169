package io.keelson.node.ctl;

import com.google.protobuf.Message;
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
import java.io.PrintStream;
import java.util.List;

/** Prints answers in the form that {@code --write-out} names. */
abstract sealed class Output
    permits FieldsOutput, JsonOutput, ProtobufOutput, SimpleOutput, TableOutput {
  private final String name;

  /** Standard output. */
  final PrintStream out;

  Output(String name, PrintStream out) {
    this.name = name;
    this.out = out;
  }

  static Output of(String name, PrintStream out, PrintStream err, boolean isHex)
      throws CtlException {
    return switch (name) {
      case "simple" -> new SimpleOutput(out, err, isHex);
      case "fields" -> new FieldsOutput(out, isHex);
      case "json" -> new JsonOutput(out, isHex);
      case "table" -> new TableOutput(out);
      case "protobuf" -> new ProtobufOutput(out);
      default -> throw new CtlException(CtlException.EXIT_BAD_FEATURE, "unsupported output format");
    };
  }

  final CtlException unsupported() {
    return new CtlException(
        CtlException.EXIT_BAD_FEATURE, name + " not supported as output format");
  }

  /** An answer for which the form has nothing of its own. */
  void message(Message answer) throws CtlException {
    throw unsupported();
  }

  void put(PutResponse answer) throws CtlException {
    message(answer);
  }

  void get(RangeResponse answer, boolean isValueOnly) throws CtlException {
    message(answer);
  }

  void delete(DeleteRangeResponse answer) throws CtlException {
    message(answer);
  }

  void watch(WatchResponse answer, boolean isCompacted) throws CtlException {
    message(answer);
  }

  void memberAdd(MemberAddResponse answer) throws CtlException {
    message(answer);
  }

  void memberRemove(long id, MemberRemoveResponse answer) throws CtlException {
    message(answer);
  }

  void memberUpdate(long id, MemberUpdateResponse answer) throws CtlException {
    message(answer);
  }

  void memberPromote(long id, MemberPromoteResponse answer) throws CtlException {
    message(answer);
  }

  void memberList(MemberListResponse answer) throws CtlException {
    message(answer);
  }

  void alarms(AlarmResponse answer) throws CtlException {
    message(answer);
  }

  void moveLeader(long leader, long target, MoveLeaderResponse answer) throws CtlException {
    throw unsupported();
  }

  void health(List<EndpointAnswers.Health> answers) throws CtlException {
    throw unsupported();
  }

  void status(List<EndpointAnswers.Status> answers) throws CtlException {
    throw unsupported();
  }

  void hashes(List<EndpointAnswers.Hash> answers) throws CtlException {
    throw unsupported();
  }
}
