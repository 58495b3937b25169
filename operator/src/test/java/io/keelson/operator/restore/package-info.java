@NullMarked
package io.keelson.operator.restore;

import org.jspecify.annotations.NullMarked;
