/** Settings of the operator's process. */
@NullMarked
package io.keelson.operator.config;

import org.jspecify.annotations.NullMarked;
