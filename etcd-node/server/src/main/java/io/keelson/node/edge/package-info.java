/**
 * The client ports: event loops, listeners that carry gRPC and HTTP/1.1 on one port, TLS from files
 * that may change at any time. What is served comes from outside.
 */
@org.jspecify.annotations.NullMarked
package io.keelson.node.edge;
