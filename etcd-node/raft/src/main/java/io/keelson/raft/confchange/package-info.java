/** How a change of members turns one configuration into the next. Pure. */
@NullMarked
package io.keelson.raft.confchange;

import org.jspecify.annotations.NullMarked;
