/** Alarms that members raise, and what they forbid: a table and pure rules. */
@NullMarked
package io.keelson.node.alarm;

import org.jspecify.annotations.NullMarked;
