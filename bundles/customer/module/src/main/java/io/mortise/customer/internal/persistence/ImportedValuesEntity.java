package io.mortise.customer.internal.persistence;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** The custom values that an import brings with a customer: they belong to the same act, so the revision stays. */
@Entity
@Table(name = "customer_customer")
public class ImportedValuesEntity extends CustomColumns {}
