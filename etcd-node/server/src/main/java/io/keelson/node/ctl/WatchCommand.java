package io.keelson.node.ctl;

import io.keelson.node.config.GoQuote;
import io.keelson.proto.etcdserverpb.WatchCreateRequest;
import io.keelson.proto.etcdserverpb.WatchResponse;
import io.keelson.proto.mvccpb.Event;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * {@code watch}: prints what happens to keys, or runs a program for each event, until the server
 * ends it or a signal does.
 */
final class WatchCommand {
  private static final String KEY = "ETCDCTL_WATCH_KEY";
  private static final String RANGE_END = "ETCDCTL_WATCH_RANGE_END";
  private static final String BAD_NUMBER = "bad number of arguments";

  private WatchCommand() {}

  static Command command() {
    return Command.of(
        "watch [options] [key or prefix] [range_end] [--] [exec-command arg1 arg2 ...]",
        "Watches events stream on keys or prefixes",
        WatchCommand::watch,
        Flag.toggle("prefix", "Watch on a prefix if prefix is set"),
        Flag.number("rev", "Revision to start watching"),
        Flag.toggle("prev-kv", "get the previous key-value pair before the event happens"),
        Flag.toggle("progress-notify", "get periodic watch progress notification from server"));
  }

  private static void watch(Context context)
      throws CtlException, IOException, InterruptedException {
    List<String> words = keys(context);
    List<String> program = program(context.arguments());
    Output output = context.prepare(KEY, RANGE_END);
    WatchCreateRequest request = request(context.arguments(), words);
    try (Client client = context.client()) {
      var stream = new WatchStream(client, request);
      while (true) {
        WatchResponse answer = stream.next();
        if (answer.getCreated() && !answer.getCanceled()) {
          continue;
        }
        boolean isCompacted = answer.getCompactRevision() != 0;
        if (answer.getCanceled() || isCompacted) {
          String reason =
              isCompacted
                  ? "etcdserver: mvcc: required revision has been compacted"
                  : answer.getCancelReason();
          context.err().println("watch was canceled (" + reason + ")");
        } else if (answer.getEventsCount() == 0) {
          context.out().println("progress notify: " + answer.getHeader().getRevision());
        }
        output.watch(answer, isCompacted);
        run(context, program, answer);
        if (answer.getCanceled() || isCompacted) {
          throw new CtlException(CtlException.EXIT_INTERRUPTED, "watch is canceled by the server");
        }
      }
    }
  }

  /** Key and end, from the line or the environment. */
  private static List<String> keys(Context context) throws CtlException {
    Map<String, String> environment = context.environment();
    String key = environment.getOrDefault(KEY, "");
    String end = environment.getOrDefault(RANGE_END, "");
    if (key.isEmpty() && !end.isEmpty()) {
      throw CtlException.badArguments(
          KEY + " is empty but got " + RANGE_END + "=" + GoQuote.quote(end));
    }
    List<String> words = context.words();
    int dashes = context.arguments().wordsBeforeDashes();
    if (dashes == words.size()) {
      throw CtlException.badArguments(BAD_NUMBER + " (found separator --, but no commands)");
    }
    List<String> given = dashes < 0 ? words : words.subList(0, dashes);
    if (key.isEmpty()) {
      return given;
    }
    if (!given.isEmpty()) {
      throw CtlException.badArguments(BAD_NUMBER + " (found conflicting environment key)");
    }
    return end.isEmpty() ? List.of(key) : List.of(key, end);
  }

  private static List<String> program(Arguments arguments) {
    int dashes = arguments.wordsBeforeDashes();
    return dashes < 0 ? List.of() : arguments.words().subList(dashes, arguments.words().size());
  }

  private static WatchCreateRequest request(Arguments arguments, List<String> words)
      throws CtlException {
    if (words.isEmpty()) {
      throw CtlException.badArguments(BAD_NUMBER);
    }
    boolean isRange = words.size() == 2;
    boolean isPrefix = arguments.isOn("prefix");
    if (isRange && isPrefix) {
      throw CtlException.badArguments("`range_end` and `--prefix` are mutually exclusive");
    }
    KeyRange range =
        isPrefix
            ? KeyRange.prefix(words.getFirst())
            : isRange
                ? KeyRange.between(words.get(0), words.get(1))
                : KeyRange.one(words.getFirst());
    return WatchCreateRequest.newBuilder()
        .setKey(range.key())
        .setRangeEnd(range.end())
        .setStartRevision(arguments.number("rev"))
        .setPrevKv(arguments.isOn("prev-kv"))
        .setProgressNotify(arguments.isOn("progress-notify"))
        .build();
  }

  /** Runs the program once per event, with the event in its environment. */
  private static void run(Context context, List<String> program, WatchResponse answer)
      throws CtlException, InterruptedException {
    if (program.isEmpty()) {
      return;
    }
    context.out().flush();
    for (Event event : answer.getEventsList()) {
      var builder = new ProcessBuilder(program).inheritIO();
      Map<String, String> environment = builder.environment();
      environment.put("ETCD_WATCH_REVISION", Long.toString(answer.getHeader().getRevision()));
      environment.put("ETCD_WATCH_EVENT_TYPE", GoQuote.quote(event.getType().name()));
      environment.put("ETCD_WATCH_KEY", GoQuote.quote(event.getKv().getKey().toByteArray()));
      environment.put("ETCD_WATCH_VALUE", GoQuote.quote(event.getKv().getValue().toByteArray()));
      String failure = failure(builder);
      if (!failure.isEmpty()) {
        context.err().println("command %s error (%s)".formatted(GoQuote.quote(program), failure));
        throw CtlException.silent();
      }
    }
  }

  private static String failure(ProcessBuilder builder) throws InterruptedException {
    try {
      int code = builder.start().waitFor();
      return code == 0 ? "" : "exit status " + code;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
