/** Turns what Kubernetes and the members say into an observation. No client, no clock. */
@NullMarked
package io.keelson.operator.observe;

import org.jspecify.annotations.NullMarked;
