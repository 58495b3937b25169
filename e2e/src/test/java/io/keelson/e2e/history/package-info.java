/** What concurrent clients asked, were told and watched, and whether all of it can be true. */
@org.jspecify.annotations.NullMarked
package io.keelson.e2e.history;
