package io.keelson.operator.plan;

/**
 * Why a volume is out of use: its cluster was restored, and it is kept in case that is undone.
 *
 * @param restore names the restore
 * @param memberId the identity of the member that it belongs to, 0: it had none
 * @param silent its server was on a node that did not answer, and may still run there
 */
public record Quarantine(String restore, long memberId, boolean silent) {}
