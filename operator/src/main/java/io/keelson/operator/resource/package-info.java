/**
 * Builders of Kubernetes objects: pure functions of the cluster, the member and what the operator
 * derived. Nothing here asks the API server, reads a clock or draws a random number.
 */
@NullMarked
package io.keelson.operator.resource;

import org.jspecify.annotations.NullMarked;
