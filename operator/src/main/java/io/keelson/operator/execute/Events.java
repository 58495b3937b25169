package io.keelson.operator.execute;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what happens, as events of an object. The same event is told once in ten minutes;
 * one that cannot be written is logged and forgotten. Any thread.
 */
public final class Events {
  private static final Logger LOG = LoggerFactory.getLogger(Events.class);
  private static final Duration QUIET = Duration.ofMinutes(10);
  private static final int REMEMBERED_MAX = 4_000;
  private static final int NOTE_MAX = 1_000;
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final String instance;
  private final Map<String, Instant> told = new LinkedHashMap<>();

  /**
   * Events of this process.
   *
   * @param instance names the process
   */
  public Events(KubernetesClient client, String instance) {
    this.client = client;
    this.instance = instance;
  }

  /** Something went as it should. */
  public void normal(HasMetadata about, String reason, String note, Instant now) {
    tell(about, "Normal", reason, note, now);
  }

  /** Something that a person may have to look at. */
  public void warning(HasMetadata about, String reason, String note, Instant now) {
    tell(about, "Warning", reason, note, now);
  }

  private void tell(HasMetadata about, String type, String reason, String note, Instant now) {
    String key = about.getMetadata().getUid() + "/" + reason + "/" + note;
    if (!firstOfItsKind(key, now)) {
      return;
    }
    String text = note.length() <= NOTE_MAX ? note : note.substring(0, NOTE_MAX);
    String name =
        "%s.%016x"
            .formatted(about.getMetadata().getName(), now.toEpochMilli() * 31 + key.hashCode());
    Event event =
        new EventBuilder()
            .withMetadata(
                new ObjectMetaBuilder()
                    .withName(name)
                    .withNamespace(about.getMetadata().getNamespace())
                    .build())
            .withEventTime(new MicroTime(MICROS.format(now)))
            .withType(type)
            .withReason(reason)
            .withAction(reason)
            .withNote(text)
            .withReportingController("etcd.keelson.dev/operator")
            .withReportingInstance(instance)
            .withRegarding(
                new ObjectReferenceBuilder()
                    .withApiVersion(about.getApiVersion())
                    .withKind(about.getKind())
                    .withName(about.getMetadata().getName())
                    .withNamespace(about.getMetadata().getNamespace())
                    .withUid(about.getMetadata().getUid())
                    .build())
            .build();
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      LOG.debug("an event was not written: {}", e.getMessage());
    }
  }

  private synchronized boolean firstOfItsKind(String key, Instant now) {
    Instant last = told.get(key);
    if (last != null && last.plus(QUIET).isAfter(now)) {
      return false;
    }
    told.remove(key);
    told.put(key, now);
    if (told.size() > REMEMBERED_MAX) {
      told.remove(told.keySet().iterator().next());
    }
    return true;
  }
}
