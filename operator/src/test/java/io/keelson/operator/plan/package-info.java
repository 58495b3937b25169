@NullMarked
package io.keelson.operator.plan;

import org.jspecify.annotations.NullMarked;
