/** The same seeded operations against two servers, every answer compared. */
@org.jspecify.annotations.NullMarked
package io.keelson.e2e.diff;
