/** A Kubernetes control plane that keeps its state in a node of ours, or in upstream's etcd. */
@org.jspecify.annotations.NullMarked
package io.keelson.e2e.kube;
