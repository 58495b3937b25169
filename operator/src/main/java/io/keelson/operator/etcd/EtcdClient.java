package io.keelson.operator.etcd;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.keelson.operator.plan.Poll;
import io.keelson.proto.etcdserverpb.AlarmRequest;
import io.keelson.proto.etcdserverpb.AlarmResponse;
import io.keelson.proto.etcdserverpb.ClusterGrpc;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.MemberAddRequest;
import io.keelson.proto.etcdserverpb.MemberListRequest;
import io.keelson.proto.etcdserverpb.MemberListResponse;
import io.keelson.proto.etcdserverpb.MemberPromoteRequest;
import io.keelson.proto.etcdserverpb.MemberRemoveRequest;
import io.keelson.proto.etcdserverpb.MoveLeaderRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.etcdserverpb.StatusRequest;
import io.keelson.proto.etcdserverpb.StatusResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Talks to members. Each call ends within {@link #POLL_SECONDS} or {@link #CHANGE_SECONDS}. Any
 * thread; the caller's waits.
 */
public final class EtcdClient implements AutoCloseable {
  /** How long one question of a poll may take. */
  public static final long POLL_SECONDS = 2;

  /** How long a change of membership may take. */
  public static final long CHANGE_SECONDS = 5;

  private static final ByteString HEALTH_KEY = ByteString.copyFromUtf8("health");

  private final Channels channels = new Channels();

  /** Asks all members at once how they are, and one that serves for the list of members. */
  public Survey survey(List<Target> targets) throws InterruptedException {
    Map<String, ListenableFuture<StatusResponse>> asked = new TreeMap<>();
    Map<String, ListenableFuture<RangeResponse>> read = new TreeMap<>();
    Map<String, String> failures = new TreeMap<>();
    for (Target target : targets) {
      try {
        ManagedChannel channel = channels.to(target);
        asked.put(target.member(), status(channel));
        read.put(target.member(), range(channel, false));
      } catch (SSLException e) {
        failures.put(target.member(), String.valueOf(e.getMessage()));
      }
    }
    Map<String, Poll> answers = new TreeMap<>();
    for (Target target : targets) {
      ListenableFuture<StatusResponse> question = asked.get(target.member());
      ListenableFuture<RangeResponse> reading = read.get(target.member());
      if (question == null || reading == null) {
        continue;
      }
      try {
        StatusResponse status = question.get();
        boolean serving = status.getIsLearner() ? readsLocally(target) : succeeded(reading);
        answers.put(target.member(), poll(status, serving));
      } catch (ExecutionException e) {
        failures.put(target.member(), text(e));
      }
    }
    return withListing(targets, answers, failures);
  }

  private Survey withListing(
      List<Target> targets, Map<String, Poll> answers, Map<String, String> failures)
      throws InterruptedException {
    for (Target target : targets) {
      Poll answer = answers.get(target.member());
      if (answer == null || !answer.serving() || answer.learner()) {
        continue;
      }
      try {
        ManagedChannel channel = channels.to(target);
        ListenableFuture<MemberListResponse> members =
            ClusterGrpc.newFutureStub(channel)
                .withDeadlineAfter(POLL_SECONDS, TimeUnit.SECONDS)
                .memberList(MemberListRequest.newBuilder().setLinearizable(true).build());
        ListenableFuture<AlarmResponse> alarms =
            MaintenanceGrpc.newFutureStub(channel)
                .withDeadlineAfter(POLL_SECONDS, TimeUnit.SECONDS)
                .alarm(AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.GET).build());
        return new Survey(
            answers,
            failures,
            true,
            members.get().getMembersList().stream()
                .map(
                    member ->
                        new Survey.Listed(
                            member.getID(),
                            member.getName(),
                            List.copyOf(member.getPeerURLsList()),
                            member.getIsLearner()))
                .toList(),
            alarms.get().getAlarmsList().stream()
                .map(alarm -> new Survey.Raised(alarm.getMemberID(), alarm.getAlarm().name()))
                .toList());
      } catch (SSLException | ExecutionException e) {
        failures.put(target.member(), text(e));
      }
    }
    return new Survey(answers, failures, false, List.of(), List.of());
  }

  private static ListenableFuture<StatusResponse> status(ManagedChannel channel) {
    return MaintenanceGrpc.newFutureStub(channel)
        .withDeadlineAfter(POLL_SECONDS, TimeUnit.SECONDS)
        .status(StatusRequest.getDefaultInstance());
  }

  private static ListenableFuture<RangeResponse> range(
      ManagedChannel channel, boolean serializable) {
    return KVGrpc.newFutureStub(channel)
        .withDeadlineAfter(POLL_SECONDS, TimeUnit.SECONDS)
        .range(
            RangeRequest.newBuilder()
                .setKey(HEALTH_KEY)
                .setCountOnly(true)
                .setSerializable(serializable)
                .build());
  }

  private boolean readsLocally(Target target) throws InterruptedException {
    try {
      ListenableFuture<RangeResponse> reading = range(channels.to(target), true);
      return succeeded(reading);
    } catch (SSLException e) {
      return false;
    }
  }

  /** A refusal for want of permission shows as much as an answer: it is given after the read. */
  private static boolean succeeded(ListenableFuture<?> reading) throws InterruptedException {
    try {
      reading.get();
      return true;
    } catch (ExecutionException e) {
      return Status.fromThrowable(e).getCode() == Status.Code.PERMISSION_DENIED;
    }
  }

  private static Poll poll(StatusResponse status, boolean serving) {
    return new Poll(
        status.getHeader().getMemberId(),
        status.getHeader().getClusterId(),
        status.getLeader(),
        status.getRaftTerm(),
        status.getRaftIndex(),
        status.getRaftAppliedIndex(),
        status.getIsLearner(),
        serving,
        status.getVersion(),
        status.getHeader().getRevision(),
        status.getDbSize(),
        status.getDbSizeInUse(),
        status.getDbSizeQuota());
  }

  /**
   * Adds a learner; one that is there already is fine.
   *
   * @throws EtcdException if it was refused or is not known to have happened
   */
  public void addLearner(Target via, String peerUrl) throws EtcdException, InterruptedException {
    MemberAddRequest request =
        MemberAddRequest.newBuilder().addPeerURLs(peerUrl).setIsLearner(true).build();
    change(via, stub -> stub.memberAdd(request), "Peer URLs already exists");
  }

  /**
   * Gives a learner its vote; one that has it is fine.
   *
   * @throws EtcdException if it was refused or is not known to have happened
   */
  public void promote(Target via, long memberId) throws EtcdException, InterruptedException {
    MemberPromoteRequest request = MemberPromoteRequest.newBuilder().setID(memberId).build();
    change(via, stub -> stub.memberPromote(request), "can only promote a learner member");
  }

  /**
   * Removes a member; one that is gone is fine.
   *
   * @throws EtcdException if it was refused or is not known to have happened
   */
  public void remove(Target via, long memberId) throws EtcdException, InterruptedException {
    MemberRemoveRequest request = MemberRemoveRequest.newBuilder().setID(memberId).build();
    change(via, stub -> stub.memberRemove(request), "member not found");
  }

  /**
   * Lets another member lead; the target has to be the leader.
   *
   * @throws EtcdException if it was refused or is not known to have happened
   */
  public void moveLeader(Target leader, long toId) throws EtcdException, InterruptedException {
    try {
      ListenableFuture<?> moved =
          MaintenanceGrpc.newFutureStub(channels.to(leader))
              .withDeadlineAfter(CHANGE_SECONDS, TimeUnit.SECONDS)
              .moveLeader(MoveLeaderRequest.newBuilder().setTargetID(toId).build());
      moved.get();
    } catch (SSLException | ExecutionException e) {
      throw new EtcdException(text(e), e);
    }
  }

  /** A call that changes the membership. */
  private interface Change {
    ListenableFuture<?> on(ClusterGrpc.ClusterFutureStub stub);
  }

  private void change(Target via, Change change, String done)
      throws EtcdException, InterruptedException {
    try {
      ListenableFuture<?> answer =
          change.on(
              ClusterGrpc.newFutureStub(channels.to(via))
                  .withDeadlineAfter(CHANGE_SECONDS, TimeUnit.SECONDS));
      answer.get();
    } catch (SSLException | ExecutionException e) {
      if (!text(e).contains(done)) {
        throw new EtcdException(text(e), e);
      }
    }
  }

  private static String text(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof StatusRuntimeException refused) {
      String description = refused.getStatus().getDescription();
      Throwable below = refused.getStatus().getCause();
      String more = below == null || below.getMessage() == null ? "" : ": " + below.getMessage();
      return (description == null ? refused.getStatus().getCode().toString() : description) + more;
    }
    return String.valueOf(cause.getMessage());
  }

  @Override
  public void close() {
    channels.close();
  }
}
