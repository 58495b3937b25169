@NullMarked
package io.keelson.operator.backup.schedule;

import org.jspecify.annotations.NullMarked;
