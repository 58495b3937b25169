/**
 * Named places in the node at which a test may let it sleep or die, under the names that upstream
 * has at the corresponding places, so that upstream's own tests of robustness can drive this node.
 * In a process that was not started for such a test a place costs one read of a field.
 *
 * <p>This is the one thing in the node that hangs on a static field. Passing it along would put one
 * more argument into every constructor on the way to the store and the log, for something that no
 * logic depends on; and there is nothing to be told apart, for a process has one set of places. A
 * simulator that runs several nodes turns one at a time and knows which one it is.
 */
@NullMarked
package io.keelson.node.failpoint;

import org.jspecify.annotations.NullMarked;
