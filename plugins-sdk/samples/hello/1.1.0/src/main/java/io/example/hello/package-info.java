/** A module of one resource: the smallest that is worth installing. */
@NullMarked
package io.example.hello;

import org.jspecify.annotations.NullMarked;
