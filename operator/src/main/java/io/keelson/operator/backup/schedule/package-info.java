/** When backups are due, which are kept, which are proven: pure, time is an argument. */
@NullMarked
package io.keelson.operator.backup.schedule;

import org.jspecify.annotations.NullMarked;
