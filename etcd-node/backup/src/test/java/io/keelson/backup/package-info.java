@NullMarked
package io.keelson.backup;

import org.jspecify.annotations.NullMarked;
