/**
 * Decides what happens to a backup next, and what is told about it: a pure function of what was
 * seen. The job's pod does the work; only its own good result makes a backup complete.
 */
@NullMarked
package io.keelson.operator.backup;

import org.jspecify.annotations.NullMarked;
