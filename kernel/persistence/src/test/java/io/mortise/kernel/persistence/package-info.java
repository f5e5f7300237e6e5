/** Tests of persistence; every one of the contract runs on H2 and on PostgreSQL. */
@org.jspecify.annotations.NullMarked
package io.mortise.kernel.persistence;
