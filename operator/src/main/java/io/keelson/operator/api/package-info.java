/**
 * The Kubernetes API of the operator: what users write and read. Immutable values; a component that
 * the schema gives a default is never null here, whatever the stored object lacks.
 */
@NullMarked
package io.keelson.operator.api;

import org.jspecify.annotations.NullMarked;
