/** Tests of the requests' encodings. */
@NullMarked
package io.keelson.node.command;

import org.jspecify.annotations.NullMarked;
