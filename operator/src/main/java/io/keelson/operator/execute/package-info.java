/** Carries out plans: the only place that changes objects of Kubernetes or a membership. */
@NullMarked
package io.keelson.operator.execute;

import org.jspecify.annotations.NullMarked;
