package io.keelson.e2e.watch;

import io.keelson.proto.etcdserverpb.WatchResponse;
import io.keelson.proto.mvccpb.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * What one watcher received from one server. Events are kept as one sequence, because servers
 * choose how many revisions they put into a response; what no server may do is noted as a fault.
 * Written by the stream's thread, read by the test.
 */
final class Heard {
  private final boolean fragment;
  private final List<Event> events = new ArrayList<>();
  private final List<String> marks = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private boolean isCreated;
  private boolean isInside;

  Heard(boolean fragment) {
    this.fragment = fragment;
  }

  synchronized void add(WatchResponse response) {
    if (response.getCreated()) {
      isCreated = true;
      marks.add("created at " + response.getHeader().getRevision() + cancel(response));
    } else if (!isCreated) {
      faults.add("a response before it was created");
    } else if (response.getCanceled()) {
      marks.add("after " + events.size() + " events" + cancel(response));
    }
    if (response.getEventsCount() > 0) {
      addEvents(response);
    }
  }

  private static String cancel(WatchResponse response) {
    return response.getCanceled()
        ? " canceled, reason '%s', compact revision %d"
            .formatted(response.getCancelReason(), response.getCompactRevision())
        : "";
  }

  private void addEvents(WatchResponse response) {
    long last = events.isEmpty() ? 0 : events.getLast().getKv().getModRevision();
    long first = response.getEvents(0).getKv().getModRevision();
    if (first < last || (first == last && !isInside)) {
      faults.add("revision " + first + " comes after " + last + " in another response");
    }
    isInside = response.getFragment();
    if (isInside && !fragment) {
      faults.add("a fragment that was not asked for, at " + first);
    }
    events.addAll(response.getEventsList());
    long newest = events.getLast().getKv().getModRevision();
    if (response.getHeader().getRevision() < newest) {
      faults.add(
          "header revision " + response.getHeader().getRevision() + " with an event of " + newest);
    }
  }

  synchronized int count() {
    return events.size();
  }

  synchronized boolean isCreated() {
    return isCreated;
  }

  synchronized boolean isCanceled() {
    return marks.stream().anyMatch(mark -> mark.contains("canceled"));
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  synchronized List<String> marks() {
    return List.copyOf(marks);
  }

  synchronized List<String> faults() {
    return List.copyOf(faults);
  }
}
