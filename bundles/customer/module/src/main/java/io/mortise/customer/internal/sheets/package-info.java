/** Rows of files that people open in spreadsheets: CSV and XLSX, written row by row in constant memory. */
@NullMarked
package io.mortise.customer.internal.sheets;

import org.jspecify.annotations.NullMarked;
