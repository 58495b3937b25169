package io.keelson.node.main;

import io.keelson.bytes.Bytes;
import io.keelson.node.api.MemberChanges;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.apply.ApplyResult.MembersChanged;
import io.keelson.node.apply.ApplyResult.Refused;
import io.keelson.node.command.Refusal;
import io.keelson.node.link.PeerPages.Page;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberCodec;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;

/** The page by which other members have the leader promote a learner, with upstream's texts. */
final class PromotionPage {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;
  private static final int FAILED = 500;

  private final MemberChanges changes;

  PromotionPage(MemberChanges changes) {
    this.changes = changes;
  }

  void promote(long member, Consumer<Page> answer) {
    changes.promote(member, result -> answer.accept(page(result)));
  }

  private static Page page(ApplyResult result) {
    return switch (result) {
      case MembersChanged changed -> new Page(OK, JSON, list(changed.members()));
      case Refused refused -> refused(refused.refusal());
      default -> text(FAILED, "Internal Server Error");
    };
  }

  /** Members as a page shows them. */
  static Bytes list(List<Member> members) {
    StringJoiner list = new StringJoiner(",", "[", "]\n");
    members.forEach(member -> list.add(MemberCodec.encode(member).utf8()));
    return Bytes.utf8(list.toString());
  }

  private static Page refused(Refusal refusal) {
    return switch (refusal) {
      case MEMBER_NOT_FOUND -> text(NOT_FOUND, "membership: ID not found");
      case MEMBER_NOT_LEARNER ->
          text(PRECONDITION_FAILED, "membership: can only promote a learner member");
      case LEARNER_NOT_READY ->
          text(
              PRECONDITION_FAILED,
              "etcdserver: can only promote a learner member which is in sync with leader");
      default -> text(FAILED, "Internal Server Error");
    };
  }

  private static Page text(int status, String text) {
    return new Page(status, TEXT, Bytes.utf8(text + "\n"));
  }
}
