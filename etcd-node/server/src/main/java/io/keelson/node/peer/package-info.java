/**
 * The protocol between members: messages of Raft on long-lived HTTP/1.1 streams that the receiver
 * dials, single posts where there is no stream, snapshots, and the pages that members keep for each
 * other. All state lives on one event loop ({@code PeerSettings.Place.loop}).
 */
@NullMarked
package io.keelson.node.peer;

import org.jspecify.annotations.NullMarked;
