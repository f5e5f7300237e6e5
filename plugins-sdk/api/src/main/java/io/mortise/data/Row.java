package io.mortise.data;

import io.mortise.access.FieldAccess;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One row of a result, read while the cursor stands on it. Column names are those of the select list, in lower case.
 *
 * <p>In a page, a column of a field that the caller may not see is null, and of a masked one its visible part: the kernel masks
 * at the source (PERMISSIONS.md, section 6).
 */
@ProviderType
public interface Row {

    /** Text, or null. */
    @Nullable
    String text(String column);

    /** UUID, or null. */
    @Nullable
    UUID uuid(String column);

    /** Whole number, or null. */
    @Nullable
    Long number(String column);

    /** Decimal number, or null. */
    @Nullable
    BigDecimal decimal(String column);

    /** Truth, or null. */
    @Nullable
    Boolean truth(String column);

    /** A point in time (column of type {@code timestamp with time zone}), or null. */
    @Nullable
    Instant instant(String column);

    /** A day, or null. */
    @Nullable
    LocalDate day(String column);

    /** What the caller may do with the fields of this row; everything in a row that belongs to no page. */
    RecordFields fields();

    /** What the caller may do with a field of this row. */
    default FieldAccess access(String field) {
        return fields().of(field);
    }

    /** Text that is never null. */
    default String requireText(String column) {
        return require(column, text(column));
    }

    /** UUID that is never null. */
    default UUID requireUuid(String column) {
        return require(column, uuid(column));
    }

    /** Whole number that is never null. */
    default long requireNumber(String column) {
        return require(column, number(column));
    }

    /** A point in time that is never null. */
    default Instant requireInstant(String column) {
        return require(column, instant(column));
    }

    private static <T> T require(String column, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("column " + column + " is null");
        }
        return value;
    }
}
