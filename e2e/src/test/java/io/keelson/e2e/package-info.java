/** Black-box tests of packaged node processes. */
@org.jspecify.annotations.NullMarked
package io.keelson.e2e;
