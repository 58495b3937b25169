package io.keelson.operator.plan;

import java.util.List;
import java.util.Optional;

/**
 * What to do now.
 *
 * @param preparations in this order, before the disruption
 * @param disruption at most one
 * @param work what is going on or waited for, the most important first; empty at rest
 * @param finished everything of a cluster that is being deleted is gone
 */
public record Plan(
    List<Step.Preparation> preparations,
    Optional<Step.Disruption> disruption,
    List<Work> work,
    boolean finished) {
  public Plan {
    preparations = List.copyOf(preparations);
    work = List.copyOf(work);
  }

  /** Nothing to do and nothing to wait for. */
  public boolean atRest() {
    return preparations.isEmpty() && disruption.isEmpty() && work.isEmpty();
  }

  /**
   * Something that is going on.
   *
   * @param type what
   * @param member about whom, empty: the whole cluster
   * @param why why it is done
   * @param blockedBy what it waits for, empty: it goes on by itself
   */
  public record Work(Type type, String member, String why, String blockedBy) {}

  /** Kinds of work, named as in the status of a cluster. */
  public enum Type {
    BOOTSTRAP("Bootstrap"),
    START("Start"),
    REPAIR("Repair"),
    REPLACE("Replace"),
    JOIN("Join"),
    PROMOTE("Promote"),
    SCALE_IN("ScaleIn"),
    SCALE_OUT("ScaleOut"),
    REMOVE("Remove"),
    GROW_VOLUME("GrowVolume"),
    UPDATE("Update"),
    HIBERNATE("Hibernate"),
    DELETE("Delete"),
    RESTORE("Restore"),
    HOLD("Hold");

    private final String label;

    Type(String label) {
      this.label = label;
    }

    /** As written in the status. */
    public String label() {
      return label;
    }
  }
}
