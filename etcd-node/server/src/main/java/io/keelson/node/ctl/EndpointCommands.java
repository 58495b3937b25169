package io.keelson.node.ctl;

import com.google.protobuf.ByteString;
import io.grpc.Deadline;
import io.keelson.node.log.GoDuration;
import io.keelson.proto.etcdserverpb.AlarmMember;
import io.keelson.proto.etcdserverpb.AlarmRequest;
import io.keelson.proto.etcdserverpb.HashKVRequest;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.StatusRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** {@code endpoint health}, {@code status}, {@code hashkv}. */
final class EndpointCommands {
  private static final String DENIED = "etcdserver: permission denied";

  private EndpointCommands() {}

  static Command health() {
    return Command.of(
        "health",
        "Checks the healthiness of endpoints specified in `--endpoints` flag",
        EndpointCommands::health);
  }

  /** All at once: one that does not answer takes its whole time. */
  private static void health(Context context) throws CtlException, InterruptedException {
    Output output = context.prepare();
    List<EndpointAnswers.Health> answers = new ArrayList<>();
    try (ExecutorService checks = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<EndpointAnswers.Health>> running = new ArrayList<>();
      for (String endpoint : context.endpointsOrCluster()) {
        running.add(checks.submit(() -> check(context, endpoint)));
      }
      for (Future<EndpointAnswers.Health> one : running) {
        answers.add(one.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CtlException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    }
    output.health(answers);
    if (answers.stream().anyMatch(each -> !each.error().isEmpty())) {
      throw new CtlException(CtlException.EXIT_ERROR, "unhealthy cluster");
    }
  }

  /** Any read will do that needs a quorum; then no alarm may be up. */
  private static EndpointAnswers.Health check(Context context, String endpoint)
      throws CtlException, InterruptedException {
    try (Client client = context.client(List.of(endpoint))) {
      long started = System.nanoTime();
      Deadline deadline = client.deadline();
      String error = "";
      try {
        RangeRequest request =
            RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("health")).build();
        client.read(KVGrpc.getRangeMethod(), request, deadline);
      } catch (CtlException e) {
        error = e.text().equals(DENIED) ? "" : e.text();
      }
      String took = GoDuration.format(System.nanoTime() - started);
      if (error.isEmpty()) {
        error = alarms(client, deadline);
      }
      return new EndpointAnswers.Health(endpoint, error.isEmpty(), took, error);
    }
  }

  private static String alarms(Client client, Deadline deadline) throws InterruptedException {
    StringBuilder text = new StringBuilder();
    try {
      AlarmRequest request =
          AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.GET).build();
      for (AlarmMember alarm :
          client.read(MaintenanceGrpc.getAlarmMethod(), request, deadline).getAlarmsList()) {
        text.append(text.isEmpty() ? "Active Alarm(s): " : "");
        text.append(
            switch (alarm.getAlarm()) {
              case NOSPACE -> "NOSPACE ";
              case CORRUPT -> "CORRUPT ";
              case NONE, UNRECOGNIZED -> "UNKNOWN ";
            });
      }
    } catch (CtlException e) {
      return "Unable to fetch the alarm list";
    }
    return text.toString();
  }

  static Command status() {
    return Command.of(
            "status",
            "Prints out the status of endpoints specified in `--endpoints` flag",
            EndpointCommands::status)
        .details(
            "When --write-out is set to simple, this command prints out comma-separated status"
                + " lists for each endpoint.\nThe items in the lists are endpoint, ID, version,"
                + " db size, is leader, is learner, raft term, raft index, raft applied index,"
                + " errors.\n");
  }

  private static void status(Context context) throws CtlException, InterruptedException {
    Output output = context.prepare();
    List<EndpointAnswers.Status> answers = new ArrayList<>();
    boolean isComplete = true;
    for (String endpoint : context.endpointsOrCluster()) {
      try (Client client = context.client(List.of(endpoint))) {
        StatusRequest request = StatusRequest.getDefaultInstance();
        answers.add(
            new EndpointAnswers.Status(
                endpoint,
                client.read(MaintenanceGrpc.getStatusMethod(), request, client.deadline())));
      } catch (CtlException e) {
        checkOwn(e);
        context
            .err()
            .println("Failed to get the status of endpoint %s (%s)".formatted(endpoint, e.text()));
        isComplete = false;
      }
    }
    output.status(answers);
    if (!isComplete) {
      throw CtlException.silent();
    }
  }

  static Command hashKv() {
    return Command.of(
        "hashkv",
        "Prints the KV history hash for each endpoint in --endpoints",
        EndpointCommands::hashKv,
        Flag.number("rev", "maximum revision to hash (default: latest revision)"));
  }

  private static void hashKv(Context context) throws CtlException, InterruptedException {
    Output output = context.prepare();
    List<EndpointAnswers.Hash> answers = new ArrayList<>();
    String error = "";
    HashKVRequest request =
        HashKVRequest.newBuilder().setRevision(context.arguments().number("rev")).build();
    for (String endpoint : context.endpointsOrCluster()) {
      try (Client client = context.client(List.of(endpoint))) {
        answers.add(
            new EndpointAnswers.Hash(
                endpoint,
                client.read(MaintenanceGrpc.getHashKVMethod(), request, client.deadline())));
      } catch (CtlException e) {
        checkOwn(e);
        error = e.text();
        context
            .err()
            .println("Failed to get the hash of endpoint %s (%s)".formatted(endpoint, error));
      }
    }
    output.hashes(answers);
    if (!error.isEmpty()) {
      throw new CtlException(CtlException.EXIT_ERROR, error);
    }
  }

  /** What an endpoint did is told and passed over; what the user did ends the command. */
  static void checkOwn(CtlException e) throws CtlException {
    if (e.exitCode() != CtlException.EXIT_ERROR) {
      throw e;
    }
  }
}
