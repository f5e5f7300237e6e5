package io.mortise.customer.internal.imports;

import io.mortise.rest.FieldFault;
import java.util.List;

/**
 * A row that could not become a customer.
 *
 * @param line where it begins in the file, from 1
 * @param faults why
 * @param cells as they stood in the file
 */
public record ImportFault(long line, List<FieldFault> faults, List<String> cells) {}
