/** The loop of a backup: observe, plan, execute, report. The work itself is done by jobs. */
@NullMarked
package io.keelson.operator.jobs;

import org.jspecify.annotations.NullMarked;
