@NullMarked
package io.keelson.operator.status;

import org.jspecify.annotations.NullMarked;
