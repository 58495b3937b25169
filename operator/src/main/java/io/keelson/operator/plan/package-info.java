/**
 * The operator's decisions: an {@link io.keelson.operator.plan.Observation} in, a {@link
 * io.keelson.operator.plan.Plan} out. Everything here is a pure function of its arguments: no
 * client, no clock, no thread. The rules of quorum are in {@link io.keelson.operator.plan.Quorum},
 * and nothing outside this package decides about members.
 */
@NullMarked
package io.keelson.operator.plan;

import org.jspecify.annotations.NullMarked;
