/** The loop of a schedule: observe, decide, do, report. */
@NullMarked
package io.keelson.operator.schedules;

import org.jspecify.annotations.NullMarked;
