/** The operator against a real API server and real clusters. */
@NullMarked
package io.keelson.e2e.operator;

import org.jspecify.annotations.NullMarked;
