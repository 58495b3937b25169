/** The loop of a cluster: observe, plan, execute, report. */
@NullMarked
package io.keelson.operator.cluster;

import org.jspecify.annotations.NullMarked;
