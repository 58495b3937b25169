@NullMarked
package io.keelson.backup.store;

import org.jspecify.annotations.NullMarked;
