package io.keelson.operator.plan;

import java.util.Optional;

/**
 * A claim of a volume, of a present or a former member.
 *
 * @param name the claim's name
 * @param slot the slot it was made for
 * @param incarnation the incarnation it was made for; a slot's claims never share one
 * @param bytes the size asked for
 * @param capacityBytes the size of its volume, 0 while it has none
 * @param lost its volume does not exist any more
 * @param terminating its deletion was asked for
 * @param foreign it belongs to a former cluster of the same name, and is never touched
 * @param expired it belongs to no member any more and was kept for as long as asked
 * @param quarantine why no member may use it, empty: one may
 */
public record ClaimFacts(
    String name,
    int slot,
    int incarnation,
    long bytes,
    long capacityBytes,
    boolean lost,
    boolean terminating,
    boolean foreign,
    boolean expired,
    Optional<Quarantine> quarantine) {

  /** There is no claim really: the volume lives in memory and dies with its pod. */
  boolean inMemory() {
    return bytes == 0;
  }
}
