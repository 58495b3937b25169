/** The state machine: committed entries in, store and answers out. */
@NullMarked
package io.keelson.node.apply;

import org.jspecify.annotations.NullMarked;
