package io.keelson.node.api;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable;
import io.keelson.node.replica.ReadIndex;
import io.keelson.proto.etcdserverpb.ClusterGrpc;
import io.keelson.proto.etcdserverpb.MemberListRequest;
import io.keelson.proto.etcdserverpb.MemberListResponse;

/** {@code etcdserverpb.Cluster}: the list of members. */
public final class ClusterService extends ClusterGrpc.ClusterImplBase {
  private final ResponseHeaders headers;
  private final MemberTable members;
  private final ReadIndex readIndex;

  /** Lists the members of a table. */
  public ClusterService(ResponseHeaders headers, MemberTable members, ReadIndex readIndex) {
    this.headers = headers;
    this.members = members;
    this.readIndex = readIndex;
  }

  @Override
  public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> observer) {
    if (!request.getLinearizable()) {
      answer(observer);
      return;
    }
    readIndex.confirm(
        () -> answer(observer),
        refusal -> {
          Status status = Statuses.of(refusal);
          observer.onError(status.asRuntimeException());
        });
  }

  private void answer(StreamObserver<MemberListResponse> observer) {
    MemberListResponse.Builder response =
        MemberListResponse.newBuilder().setHeader(headers.message(0));
    for (Member member : members.membership().members()) {
      response.addMembers(
          io.keelson.proto.etcdserverpb.Member.newBuilder()
              .setID(member.id())
              .setName(member.name())
              .addAllPeerURLs(member.peerUrls())
              .addAllClientURLs(member.clientUrls())
              .setIsLearner(member.isLearner()));
    }
    observer.onNext(response.build());
    observer.onCompleted();
  }
}
