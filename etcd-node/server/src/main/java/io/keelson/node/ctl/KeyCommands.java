package io.keelson.node.ctl;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.keelson.node.config.GoQuote;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RangeResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** {@code get}, {@code put}, {@code del}, {@code compaction}. */
final class KeyCommands {
  private static final long WARNING_MILLIS = 2_000;
  private static final String TOO_MANY =
      "too many arguments, only accept one argument when `--prefix` or `--from-key` is set";
  private static final String EITHER =
      "`--prefix` and `--from-key` cannot be set at the same time, choose one";

  private KeyCommands() {}

  static Command put() {
    return Command.of(
            "put [options] <key> <value> (<value> can also be given from stdin)",
            "Puts the given key into the store",
            KeyCommands::put,
            Flag.text("lease", "0", "lease ID (in hexadecimal) to attach to the key"),
            Flag.toggle("prev-kv", "return the previous key-value pair before modification"),
            Flag.toggle("ignore-value", "updates the key using its current value"),
            Flag.toggle("ignore-lease", "updates the key using its current lease"))
        .details(
            """
            Puts the given key into the store. A value that begins with '-' has to follow '--':

            $ put <key> -- <value>

            Without a value, unless '--ignore-value' is given, standard input is the value:

            $ cat file | put <key>
            """);
  }

  private static void put(Context context) throws CtlException, IOException, InterruptedException {
    Arguments arguments = context.arguments();
    List<String> words = context.words();
    String needs = "put command needs 1 argument and input from stdin or 2 arguments";
    if (words.isEmpty()) {
      throw CtlException.badArguments(needs);
    }
    PutRequest.Builder request =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(words.getFirst()))
            .setPrevKv(arguments.isOn("prev-kv"))
            .setIgnoreValue(arguments.isOn("ignore-value"))
            .setIgnoreLease(arguments.isOn("ignore-lease"));
    if (!request.getIgnoreValue()) {
      ByteString value =
          words.size() > 1
              ? ByteString.copyFromUtf8(words.get(1))
              : ByteString.readFrom(context.streams().in());
      if (words.size() == 1 && value.isEmpty()) {
        throw CtlException.badArguments(needs);
      }
      request.setValue(value);
    } else if (words.size() > 1) {
      throw CtlException.badArguments(
          "put command needs only 1 argument when 'ignore-value' is set");
    }
    try {
      request.setLease(GoInteger.leaseId(arguments.text("lease")));
    } catch (NumberFormatException e) {
      throw CtlException.badArguments("bad lease ID (" + e.getMessage() + "), expecting ID in Hex");
    }
    Output output = context.prepare();
    try (Client client = context.client()) {
      output.put(client.write(KVGrpc.getPutMethod(), request.build(), client.deadline()));
    }
  }

  static Command get() {
    return Command.of(
        "get [options] <key> [range_end]",
        "Gets the key or a range of keys",
        KeyCommands::get,
        Flag.text("consistency", "l", "Linearizable(l) or Serializable(s)"),
        Flag.text("order", "", "Order of results; ASCEND or DESCEND (ASCEND by default)"),
        Flag.text("sort-by", "", "Sort target; CREATE, KEY, MODIFY, VALUE, or VERSION"),
        Flag.number("limit", "Maximum number of results"),
        Flag.toggle("prefix", "Get keys with matching prefix"),
        Flag.toggle(
            "from-key",
            "Get keys that are greater than or equal to the given key using byte compare"),
        Flag.number("rev", "Specify the kv revision"),
        Flag.toggle("keys-only", "Get only the keys"),
        Flag.toggle("count-only", "Get only the count"),
        Flag.toggle(
            "print-value-only", "Only write values when using the \"simple\" output format"),
        Flag.number("min-create-rev", "Minimum create revision"),
        Flag.number("max-create-rev", "Maximum create revision"),
        Flag.number("min-mod-rev", "Minimum modification revision"),
        Flag.number("max-mod-rev", "Maximum modification revision"),
        Flag.toggle("stream", "Use the RangeStream RPC"));
  }

  private static void get(Context context) throws CtlException, InterruptedException {
    Arguments arguments = context.arguments();
    RangeRequest request = rangeRequest(arguments);
    Output output = context.prepare();
    try (Client client = context.client()) {
      Deadline deadline = client.deadline();
      RangeResponse answer =
          arguments.isOn("stream")
              ? stream(client, request, deadline)
              : client.read(KVGrpc.getRangeMethod(), request, deadline);
      if (request.getCountOnly() && !(output instanceof FieldsOutput)) {
        throw CtlException.badArguments("--count-only is only for `--write-out=fields`");
      }
      boolean isValueOnly = arguments.isOn("print-value-only");
      if (isValueOnly && !(output instanceof SimpleOutput)) {
        throw CtlException.badArguments("print-value-only is only for `--write-out=simple`");
      }
      output.get(answer, isValueOnly);
    }
  }

  private static RangeResponse stream(Client client, RangeRequest request, Deadline deadline)
      throws CtlException, InterruptedException {
    RangeResponse.Builder whole = RangeResponse.newBuilder();
    try {
      ClientCalls.blockingServerStreamingCall(
              client.connected(deadline),
              KVGrpc.getRangeStreamMethod(),
              CallOptions.DEFAULT.withDeadline(deadline),
              request)
          .forEachRemaining(part -> whole.mergeFrom(part.getRangeResponse()));
    } catch (StatusRuntimeException e) {
      throw new CtlException(
          CtlException.EXIT_ERROR, Failures.text(e.getStatus(), deadline.isExpired()));
    }
    return whole.build();
  }

  private static RangeRequest rangeRequest(Arguments arguments) throws CtlException {
    List<String> words = arguments.words();
    if (words.isEmpty()) {
      throw CtlException.badArguments(
          "get command needs one argument as key and an optional argument as range_end");
    }
    if (arguments.isOn("prefix") && arguments.isOn("from-key")) {
      throw CtlException.badArguments(EITHER);
    }
    if (arguments.isOn("keys-only") && arguments.isOn("count-only")) {
      throw CtlException.badArguments(
          "`--keys-only` and `--count-only` cannot be set at the same time, choose one");
    }
    boolean isSerializable = isSerializable(arguments);
    if (words.size() > 1 && isOpen(arguments)) {
      throw CtlException.badArguments(TOO_MANY);
    }
    KeyRange range = range(arguments);
    RangeRequest.Builder request =
        RangeRequest.newBuilder()
            .setKey(range.key())
            .setRangeEnd(range.end())
            .setSerializable(isSerializable)
            .setLimit(arguments.number("limit"))
            .setRevision(Math.max(0, arguments.number("rev")))
            .setKeysOnly(arguments.isOn("keys-only"))
            .setCountOnly(arguments.isOn("count-only"));
    sort(request, arguments);
    request
        .setMinCreateRevision(Math.max(0, arguments.number("min-create-rev")))
        .setMaxCreateRevision(upper(arguments, "create", "Create"))
        .setMinModRevision(Math.max(0, arguments.number("min-mod-rev")))
        .setMaxModRevision(upper(arguments, "mod", "Mod"));
    return request.build();
  }

  private static long upper(Arguments arguments, String name, String shown) throws CtlException {
    long most = Math.max(0, arguments.number("max-" + name + "-rev"));
    long least = arguments.number("min-" + name + "-rev");
    if (most > 0 && least > most) {
      throw new CtlException(
          CtlException.EXIT_BAD_FEATURE,
          "getMin%1$sRev(=%2$d) > getMax%1$sRev(=%3$d)".formatted(shown, least, most));
    }
    return most;
  }

  private static void sort(RangeRequest.Builder request, Arguments arguments) throws CtlException {
    String order = arguments.text("order");
    String target = arguments.text("sort-by");
    request
        .setSortOrder(
            switch (order.toUpperCase(Locale.ROOT)) {
              case "" -> RangeRequest.SortOrder.NONE;
              case "ASCEND" -> RangeRequest.SortOrder.ASCEND;
              case "DESCEND" -> RangeRequest.SortOrder.DESCEND;
              default ->
                  throw new CtlException(CtlException.EXIT_BAD_FEATURE, "bad sort order " + order);
            })
        .setSortTarget(
            switch (target.toUpperCase(Locale.ROOT)) {
              case "", "KEY" -> RangeRequest.SortTarget.KEY;
              case "CREATE" -> RangeRequest.SortTarget.CREATE;
              case "MODIFY" -> RangeRequest.SortTarget.MOD;
              case "VALUE" -> RangeRequest.SortTarget.VALUE;
              case "VERSION" -> RangeRequest.SortTarget.VERSION;
              default ->
                  throw new CtlException(
                      CtlException.EXIT_BAD_FEATURE, "bad sort target " + target);
            });
    // That is the order of keys anyway, and asked for it would cost the server a sort.
    if (request.getSortTarget() == RangeRequest.SortTarget.KEY
        && request.getSortOrder() == RangeRequest.SortOrder.ASCEND) {
      request.setSortOrder(RangeRequest.SortOrder.NONE);
    }
  }

  /** Whether {@code --consistency} asks for less than the usual. */
  static boolean isSerializable(Arguments arguments) throws CtlException {
    String consistency = arguments.text("consistency");
    return switch (consistency) {
      case "s" -> true;
      case "l" -> false;
      default ->
          throw new CtlException(
              CtlException.EXIT_BAD_FEATURE,
              "unknown consistency flag " + GoQuote.quote(consistency));
    };
  }

  static Command delete() {
    return Command.of(
        "del [options] <key> [range_end]",
        "Removes the specified key or range of keys [key, range_end)",
        KeyCommands::delete,
        Flag.toggle("prefix", "delete keys with matching prefix"),
        Flag.toggle("prev-kv", "return deleted key-value pairs"),
        Flag.toggle(
            "from-key",
            "delete keys that are greater than or equal to the given key using byte compare"),
        Flag.toggle("range", "delete range of keys"));
  }

  private static void delete(Context context) throws CtlException, InterruptedException {
    Arguments arguments = context.arguments();
    List<String> words = context.words();
    if (words.isEmpty() || words.size() > 2) {
      throw CtlException.badArguments(
          "del command needs one argument as key and an optional argument as range_end");
    }
    if (arguments.isOn("prefix") && arguments.isOn("from-key")) {
      throw CtlException.badArguments(EITHER);
    }
    if (words.size() > 1) {
      if (isOpen(arguments)) {
        throw CtlException.badArguments(TOO_MANY);
      }
      if (!arguments.isOn("range")) {
        context
            .err()
            .println(
                ("Warning: Keys between %s and %s will be deleted. Please interrupt the command"
                        + " within next 2 seconds to cancel. You can provide `--range` flag to"
                        + " avoid the delay.")
                    .formatted(GoQuote.quote(words.get(0)), GoQuote.quote(words.get(1))));
        Thread.sleep(WARNING_MILLIS);
      }
    }
    KeyRange range = range(arguments);
    DeleteRangeRequest request =
        DeleteRangeRequest.newBuilder()
            .setKey(range.key())
            .setRangeEnd(range.end())
            .setPrevKv(arguments.isOn("prev-kv"))
            .build();
    Output output = context.prepare();
    try (Client client = context.client()) {
      output.delete(client.write(KVGrpc.getDeleteRangeMethod(), request, client.deadline()));
    }
  }

  private static boolean isOpen(Arguments arguments) {
    return arguments.isOn("prefix") || arguments.isOn("from-key");
  }

  /** Key and end, {@code --prefix} or {@code --from-key}. */
  private static KeyRange range(Arguments arguments) {
    List<String> words = arguments.words();
    String key = words.getFirst();
    if (arguments.isOn("prefix")) {
      return KeyRange.prefix(key);
    }
    if (arguments.isOn("from-key")) {
      return KeyRange.from(key);
    }
    return words.size() > 1 ? KeyRange.between(key, words.get(1)) : KeyRange.one(key);
  }

  static Command compaction() {
    return Command.of(
        "compaction [options] <revision>",
        "Compacts the event history in etcd",
        KeyCommands::compact,
        Flag.toggle(
            "physical", "'true' to wait for compaction to physically remove all old revisions"));
  }

  private static void compact(Context context) throws CtlException, InterruptedException {
    List<String> words = context.words();
    if (words.size() != 1) {
      throw CtlException.badArguments("compaction command needs 1 argument");
    }
    String revision = words.getFirst();
    String problem = GoInteger.problem(revision);
    if (!problem.isEmpty()) {
      throw new CtlException(CtlException.EXIT_ERROR, problem);
    }
    CompactionRequest request =
        CompactionRequest.newBuilder()
            .setRevision(GoInteger.parse(revision))
            .setPhysical(context.arguments().isOn("physical"))
            .build();
    context.prepare();
    try (Client client = context.client()) {
      client.write(KVGrpc.getCompactMethod(), request, client.deadline());
    }
    context.out().println("compacted revision " + request.getRevision());
  }
}
