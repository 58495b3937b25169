@NullMarked
package io.keelson.backup.work;

import org.jspecify.annotations.NullMarked;
