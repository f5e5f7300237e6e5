package io.mortise.data;

/** Makes a record of a row. */
@FunctionalInterface
public interface RowReader<R> {

    /** Reads what it needs; must not keep the row. */
    R read(Row row);
}
