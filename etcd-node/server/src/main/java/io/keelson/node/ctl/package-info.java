/**
 * The program {@code etcdctl}: upstream's commands over a running cluster, with its flags, texts
 * and exit codes. The words of a command line follow upstream's own rules (a switch never takes the
 * next word, commands may be shortened), hence a parser of its own.
 */
@NullMarked
package io.keelson.node.ctl;

import org.jspecify.annotations.NullMarked;
