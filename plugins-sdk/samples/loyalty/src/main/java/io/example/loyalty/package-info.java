/**
 * Points of customers: a module that uses another one. It asks {@code Customers} whether the caller may see a customer, hears its
 * events, and tells its part of a customer's timeline; customers themselves it neither keeps nor changes.
 */
@NullMarked
package io.example.loyalty;

import org.jspecify.annotations.NullMarked;
