/** The HTTP/1.1 endpoints of the client ports: health, version, metrics, debug values. */
@org.jspecify.annotations.NullMarked
package io.keelson.node.gateway;
