package io.keelson.node.ctl;

import io.grpc.Deadline;
import io.keelson.node.log.GoDuration;
import io.keelson.proto.etcdserverpb.AlarmMember;
import io.keelson.proto.etcdserverpb.AlarmRequest;
import io.keelson.proto.etcdserverpb.AlarmResponse;
import io.keelson.proto.etcdserverpb.DefragmentRequest;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.MoveLeaderRequest;
import io.keelson.proto.etcdserverpb.StatusRequest;
import io.keelson.proto.etcdserverpb.StatusResponse;
import java.util.List;

/** {@code alarm}, {@code defrag}, {@code move-leader}. */
final class ClusterCommands {
  private ClusterCommands() {}

  static Command alarmList() {
    return Command.of("list", "Lists all alarms", ClusterCommands::alarmList);
  }

  private static void alarmList(Context context) throws CtlException, InterruptedException {
    if (!context.words().isEmpty()) {
      throw CtlException.badArguments("alarm list command accepts no arguments");
    }
    Output output = context.prepare();
    try (Client client = context.client()) {
      output.alarms(alarms(client, client.deadline()));
    }
  }

  private static AlarmResponse alarms(Client client, Deadline deadline)
      throws CtlException, InterruptedException {
    AlarmRequest request =
        AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.GET).build();
    return client.read(MaintenanceGrpc.getAlarmMethod(), request, deadline);
  }

  static Command alarmDisarm() {
    return Command.of("disarm", "Disarms all alarms", ClusterCommands::alarmDisarm);
  }

  /** One after the other, each by name. */
  private static void alarmDisarm(Context context) throws CtlException, InterruptedException {
    if (!context.words().isEmpty()) {
      throw CtlException.badArguments("alarm disarm command accepts no arguments");
    }
    Output output = context.prepare();
    AlarmResponse.Builder all = AlarmResponse.newBuilder();
    try (Client client = context.client()) {
      Deadline deadline = client.deadline();
      for (AlarmMember alarm : alarms(client, deadline).getAlarmsList()) {
        AlarmRequest request =
            AlarmRequest.newBuilder()
                .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                .setMemberID(alarm.getMemberID())
                .setAlarm(alarm.getAlarm())
                .build();
        all.addAllAlarms(
            client.write(MaintenanceGrpc.getAlarmMethod(), request, deadline).getAlarmsList());
      }
    }
    output.alarms(all.build());
  }

  static Command defragment(Flag cluster) {
    return Command.of(
        "defrag",
        "Defragments the storage of the etcd members with given endpoints",
        ClusterCommands::defragment,
        cluster);
  }

  private static void defragment(Context context) throws CtlException, InterruptedException {
    context.prepare();
    boolean isComplete = true;
    for (String endpoint : context.endpointsOrCluster()) {
      long started = System.nanoTime();
      try (Client client = context.client(List.of(endpoint))) {
        DefragmentRequest request = DefragmentRequest.getDefaultInstance();
        client.write(MaintenanceGrpc.getDefragmentMethod(), request, client.deadline());
        context
            .out()
            .println(
                "Finished defragmenting etcd member[%s]. took %s"
                    .formatted(endpoint, since(started)));
      } catch (CtlException e) {
        EndpointCommands.checkOwn(e);
        context
            .err()
            .println(
                "Failed to defragment etcd member[%s]. took %s. (%s)"
                    .formatted(endpoint, since(started), e.text()));
        isComplete = false;
      }
    }
    if (!isComplete) {
      throw CtlException.silent();
    }
  }

  private static String since(long started) {
    return GoDuration.format(System.nanoTime() - started);
  }

  static Command moveLeader() {
    return Command.of(
        "move-leader <transferee-member-id>",
        "Transfers leadership to another etcd cluster member.",
        ClusterCommands::moveLeader);
  }

  private static void moveLeader(Context context) throws CtlException, InterruptedException {
    List<String> words = context.words();
    if (words.size() != 1) {
      throw CtlException.badArguments("move-leader command needs 1 argument");
    }
    long target;
    try {
      target = GoInteger.memberId(words.getFirst());
    } catch (NumberFormatException e) {
      throw CtlException.badArguments(String.valueOf(e.getMessage()));
    }
    Output output = context.prepare();
    for (String endpoint : context.endpoints()) {
      try (Client client = context.client(List.of(endpoint))) {
        Deadline deadline = client.deadline();
        StatusResponse status =
            client.read(
                MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance(), deadline);
        if (status.getLeader() == status.getHeader().getMemberId()) {
          MoveLeaderRequest request = MoveLeaderRequest.newBuilder().setTargetID(target).build();
          output.moveLeader(
              status.getLeader(),
              target,
              client.write(MaintenanceGrpc.getMoveLeaderMethod(), request, deadline));
          return;
        }
      }
    }
    throw CtlException.badArguments(
        "no leader endpoint given at [" + String.join(" ", context.endpoints()) + "]");
  }
}
