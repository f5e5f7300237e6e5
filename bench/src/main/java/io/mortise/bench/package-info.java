/**
 * The figures of DESIGN.md, section 10, measured. Each class is one bench: it starts what it needs on 127.0.0.1, measures
 * beside a reference in the same run, prints a table and, last, one line of JSON.
 */
@NullMarked
package io.mortise.bench;

import org.jspecify.annotations.NullMarked;
