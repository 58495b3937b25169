package io.keelson.node.api;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.apply.ApplyResult.MembersChanged;
import io.keelson.node.apply.ApplyResult.Refused;
import io.keelson.node.config.BadValueException;
import io.keelson.node.config.EtcdUrl;
import io.keelson.node.config.MemberIds;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable;
import io.keelson.node.replica.ReadIndex;
import io.keelson.proto.etcdserverpb.ClusterGrpc;
import io.keelson.proto.etcdserverpb.MemberAddRequest;
import io.keelson.proto.etcdserverpb.MemberAddResponse;
import io.keelson.proto.etcdserverpb.MemberListRequest;
import io.keelson.proto.etcdserverpb.MemberListResponse;
import io.keelson.proto.etcdserverpb.MemberPromoteRequest;
import io.keelson.proto.etcdserverpb.MemberPromoteResponse;
import io.keelson.proto.etcdserverpb.MemberRemoveRequest;
import io.keelson.proto.etcdserverpb.MemberRemoveResponse;
import io.keelson.proto.etcdserverpb.MemberUpdateRequest;
import io.keelson.proto.etcdserverpb.MemberUpdateResponse;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** {@code etcdserverpb.Cluster}: lists and changes the members. */
public final class ClusterService extends ClusterGrpc.ClusterImplBase {
  private final ResponseHeaders headers;
  private final MemberTable members;
  private final ReadIndex readIndex;
  private final MemberChanges changes;
  private final LongSupplier unixSeconds;

  /**
   * Serves the members of a table.
   *
   * @param unixSeconds now; part of a new member's id
   */
  public ClusterService(
      ResponseHeaders headers,
      MemberTable members,
      ReadIndex readIndex,
      MemberChanges changes,
      LongSupplier unixSeconds) {
    this.headers = headers;
    this.members = members;
    this.readIndex = readIndex;
    this.changes = changes;
    this.unixSeconds = unixSeconds;
  }

  @Override
  public void memberAdd(MemberAddRequest request, StreamObserver<MemberAddResponse> observer) {
    List<String> urls;
    try {
      urls = urls(request.getPeerURLsList());
    } catch (BadValueException e) {
      fail(observer, Statuses.BAD_MEMBER_URLS);
      return;
    }
    long id = MemberIds.added(urls, unixSeconds.getAsLong());
    Member added = new Member(id, "", urls, List.of(), request.getIsLearner());
    changes.add(
        added,
        answering(
            observer,
            all ->
                MemberAddResponse.newBuilder()
                    .setHeader(headers.message(0))
                    .setMember(message(added))
                    .addAllMembers(messages(all))
                    .build()));
  }

  private static List<String> urls(List<String> given) throws BadValueException {
    return EtcdUrl.texts(EtcdUrl.parseAll(given));
  }

  @Override
  public void memberRemove(
      MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> observer) {
    changes.remove(
        request.getID(),
        answering(
            observer,
            all ->
                MemberRemoveResponse.newBuilder()
                    .setHeader(headers.message(0))
                    .addAllMembers(messages(all))
                    .build()));
  }

  /**
   * Refuses URLs that are none, which upstream's server lets pass: the other members stop when they
   * are told to connect to such a URL.
   */
  @Override
  public void memberUpdate(
      MemberUpdateRequest request, StreamObserver<MemberUpdateResponse> observer) {
    try {
      urls(request.getPeerURLsList());
    } catch (BadValueException e) {
      fail(observer, Statuses.BAD_MEMBER_URLS);
      return;
    }
    changes.update(
        request.getID(),
        request.getPeerURLsList(),
        answering(
            observer,
            all ->
                MemberUpdateResponse.newBuilder()
                    .setHeader(headers.message(0))
                    .addAllMembers(messages(all))
                    .build()));
  }

  @Override
  public void memberPromote(
      MemberPromoteRequest request, StreamObserver<MemberPromoteResponse> observer) {
    changes.promote(
        request.getID(),
        answering(
            observer,
            all ->
                MemberPromoteResponse.newBuilder()
                    .setHeader(headers.message(0))
                    .addAllMembers(messages(all))
                    .build()));
  }

  @Override
  public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> observer) {
    if (!request.getLinearizable()) {
      answer(observer);
      return;
    }
    readIndex.confirm(() -> answer(observer), refusal -> fail(observer, Statuses.of(refusal)));
  }

  private void answer(StreamObserver<MemberListResponse> observer) {
    observer.onNext(
        MemberListResponse.newBuilder()
            .setHeader(headers.message(0))
            .addAllMembers(messages(members.membership().members()))
            .build());
    observer.onCompleted();
  }

  private static <T> Consumer<ApplyResult> answering(
      StreamObserver<T> observer, Function<List<Member>, T> response) {
    return result -> {
      switch (result) {
        case MembersChanged changed -> {
          observer.onNext(response.apply(changed.members()));
          observer.onCompleted();
        }
        case Refused refused -> fail(observer, Statuses.of(refused.refusal()));
        default -> throw new IllegalStateException("not a result of a member change: " + result);
      }
    };
  }

  private static void fail(StreamObserver<?> observer, Status status) {
    observer.onError(status.asRuntimeException());
  }

  private static List<io.keelson.proto.etcdserverpb.Member> messages(List<Member> members) {
    return members.stream().map(ClusterService::message).toList();
  }

  private static io.keelson.proto.etcdserverpb.Member message(Member member) {
    return io.keelson.proto.etcdserverpb.Member.newBuilder()
        .setID(member.id())
        .setName(member.name())
        .addAllPeerURLs(member.peerUrls())
        .addAllClientURLs(member.clientUrls())
        .setIsLearner(member.isLearner())
        .build();
  }
}
