/** What a cluster's status says, derived from an observation, a plan and what became of it. */
@NullMarked
package io.keelson.operator.status;

import org.jspecify.annotations.NullMarked;
