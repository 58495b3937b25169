package io.keelson.node.failpoint;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The protocol by which tests steer the places: gofail's. Any thread; does no I/O itself. */
public final class FailpointPages {
  private static final String COUNT = "/count";
  private static final String BATCH = "failpoints";
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int INTERNAL_ERROR = 500;

  private final FailpointTable table;

  /** Steers a table. */
  public FailpointPages(FailpointTable table) {
    this.table = table;
  }

  /**
   * An answer, always plain text.
   *
   * @param allowed the method for the header {@code Allow}, empty for no such header
   */
  public record Answer(int status, String body, String allowed) {
    private Answer(int status, String body) {
      this(status, body, "");
    }
  }

  /**
   * Does what is asked.
   *
   * @param target the request's target as it was sent
   */
  public Answer answer(String method, String target, String body) {
    if (!target.startsWith("/")) {
      return error(BAD_REQUEST, "malformed request URI");
    }
    String name = target.substring(1);
    return switch (method) {
      case "PUT" -> put(name, body);
      case "GET" -> get(name);
      case "DELETE" -> delete(name);
      default -> new Answer(METHOD_NOT_ALLOWED, "Method not allowed\n", "PUT");
    };
  }

  private static Answer error(int status, String text) {
    return new Answer(status, text + "\n");
  }

  private Answer put(String name, String body) {
    Map<String, String> assignments;
    try {
      assignments = name.equalsIgnoreCase(BATCH) ? FailpointTable.parse(body) : Map.of(name, body);
    } catch (IllegalArgumentException e) {
      return error(BAD_REQUEST, "fail to parse failpoint: " + e.getMessage());
    }
    for (Map.Entry<String, String> assignment : assignments.entrySet()) {
      @Nullable String failure = table.enable(assignment.getKey(), assignment.getValue());
      if (failure != null) {
        return error(BAD_REQUEST, "fail to set failpoint: " + failure);
      }
    }
    return new Answer(NO_CONTENT, "");
  }

  private Answer get(String name) {
    if (name.isEmpty()) {
      return new Answer(OK, list());
    }
    if (name.endsWith(COUNT)) {
      return count(name.substring(0, name.length() - COUNT.length()));
    }
    FailpointTable.Status status = table.status(name);
    // The terms follow even where there are none, so an error ends with an empty line.
    return status.error() == null
        ? new Answer(OK, status.text() + "\n")
        : error(NOT_FOUND, "failed to GET: " + status.error() + "\n");
  }

  private String list() {
    return Arrays.stream(Failpoint.values())
        .map(Failpoint::upstreamName)
        .sorted()
        .map(name -> name + "=" + table.status(name).text() + "\n")
        .collect(Collectors.joining());
  }

  private Answer count(String name) {
    FailpointTable.Status status = table.status(name);
    if (status.error() == null) {
      return new Answer(OK, Integer.toString(status.count()));
    }
    return error(
        status.error().equals(FailpointTable.NO_SUCH) ? NOT_FOUND : INTERNAL_ERROR,
        "failed to GET: " + status.error());
  }

  private Answer delete(String name) {
    @Nullable String failure = table.disable(name);
    return failure == null
        ? new Answer(NO_CONTENT, "")
        : error(BAD_REQUEST, "failed to delete failpoint " + failure);
  }
}
