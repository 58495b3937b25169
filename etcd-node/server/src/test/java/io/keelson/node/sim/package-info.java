/**
 * Whole members on one thread of simulated time: a seed decides about faults, delays and requests,
 * and everything that must hold is checked on the way. Begin at {@link
 * io.keelson.node.sim.Simulation}.
 */
@NullMarked
package io.keelson.node.sim;

import org.jspecify.annotations.NullMarked;
