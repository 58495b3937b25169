@NullMarked
package io.keelson.operator.backup;

import org.jspecify.annotations.NullMarked;
