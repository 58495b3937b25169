package io.keelson.e2e.operator;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.keelson.proto.etcdserverpb.AlarmRequest;
import io.keelson.proto.etcdserverpb.AlarmResponse;
import io.keelson.proto.etcdserverpb.ClusterGrpc;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.Member;
import io.keelson.proto.etcdserverpb.MemberListRequest;
import io.keelson.proto.etcdserverpb.MemberListResponse;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.etcdserverpb.ResponseHeader;
import io.keelson.proto.etcdserverpb.StatusRequest;
import io.keelson.proto.etcdserverpb.StatusResponse;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the operator asks a healthy voter, at an address of its own: the first of the
 * founding members leads. Its identity is its place among them, from 1. One caller.
 */
final class SimulatedMember {
  private static final int PORT = 2379;

  private final String address;
  private final List<Member> members;
  private final int place;
  private final long clusterId;
  private final EventLoopGroup loops;
  private final Executor executor;
  private @Nullable Server server;

  /**
   * Not started yet.
   *
   * @param founding the value of {@code --initial-cluster}
   */
  SimulatedMember(
      String name,
      String founding,
      String address,
      long clusterId,
      EventLoopGroup loops,
      Executor executor) {
    this.address = address;
    this.clusterId = clusterId;
    this.loops = loops;
    this.executor = executor;
    this.members = new ArrayList<>();
    int own = 0;
    for (String part : founding.split(",", -1)) {
      String[] pair = part.split("=", 2);
      members.add(
          Member.newBuilder()
              .setID(members.size() + 1L)
              .setName(pair[0])
              .addPeerURLs(pair[1])
              .build());
      own = pair[0].equals(name) ? members.size() : own;
    }
    this.place = own;
  }

  String address() {
    return address;
  }

  void start() throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(address, PORT))
            .channelType(NioServerSocketChannel.class)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .executor(executor);
    List.of(maintenance(), cluster(), keys()).forEach(builder::addService);
    server = builder.build().start();
  }

  /** From now on it is not to be reached. */
  void stop() {
    if (server != null) {
      server.shutdownNow();
    }
  }

  private ResponseHeader header() {
    return ResponseHeader.newBuilder()
        .setClusterId(clusterId)
        .setMemberId(place)
        .setRevision(5)
        .setRaftTerm(2)
        .build();
  }

  private BindableService maintenance() {
    return new MaintenanceGrpc.MaintenanceImplBase() {
      @Override
      public void status(StatusRequest request, StreamObserver<StatusResponse> answer) {
        send(
            answer,
            StatusResponse.newBuilder()
                .setHeader(header())
                .setLeader(1)
                .setRaftTerm(2)
                .setRaftIndex(9)
                .setRaftAppliedIndex(9)
                .setVersion("3.7.1")
                .setDbSize(20 << 20)
                .setDbSizeInUse(1 << 20)
                .build());
      }

      @Override
      public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> answer) {
        send(answer, AlarmResponse.newBuilder().setHeader(header()).build());
      }
    };
  }

  private BindableService cluster() {
    return new ClusterGrpc.ClusterImplBase() {
      @Override
      public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> answer) {
        send(
            answer,
            MemberListResponse.newBuilder().setHeader(header()).addAllMembers(members).build());
      }
    };
  }

  private BindableService keys() {
    return new KVGrpc.KVImplBase() {
      @Override
      public void range(RangeRequest request, StreamObserver<RangeResponse> answer) {
        send(answer, RangeResponse.newBuilder().setHeader(header()).build());
      }
    };
  }

  private static <T> void send(StreamObserver<T> answer, T value) {
    answer.onNext(value);
    answer.onCompleted();
  }
}
