/**
 * Leases: their rows, and the time they have left. Time is an argument, in microseconds since an
 * origin that a member chooses when it starts; nothing here proposes, waits or logs.
 */
@NullMarked
package io.keelson.node.lease;

import org.jspecify.annotations.NullMarked;
