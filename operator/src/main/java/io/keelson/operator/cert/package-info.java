/**
 * Certificates that the operator makes itself, and what it reads from those of others. The time and
 * the source of random numbers are arguments.
 */
@NullMarked
package io.keelson.operator.cert;

import org.jspecify.annotations.NullMarked;
