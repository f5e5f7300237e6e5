package io.mortise.customer.internal.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The custom values of a row of {@code customer_customer}: all of them in one JSON text, and those of fields that can be
 * filtered by in a typed column, too.
 */
@MappedSuperclass
public abstract class CustomColumns {

    @Id
    private UUID id;

    private @Nullable String custom;

    @Column(name = "deleted_at", insertable = false, updatable = false)
    private @Nullable Instant deletedAt;

    @Column(name = "x_t1")
    private @Nullable String xt1;

    @Column(name = "x_t2")
    private @Nullable String xt2;

    @Column(name = "x_t3")
    private @Nullable String xt3;

    @Column(name = "x_t4")
    private @Nullable String xt4;

    @Column(name = "x_t5")
    private @Nullable String xt5;

    @Column(name = "x_t6")
    private @Nullable String xt6;

    @Column(name = "x_t7")
    private @Nullable String xt7;

    @Column(name = "x_t8")
    private @Nullable String xt8;

    @Column(name = "x_t9")
    private @Nullable String xt9;

    @Column(name = "x_t10")
    private @Nullable String xt10;

    @Column(name = "x_t11")
    private @Nullable String xt11;

    @Column(name = "x_t12")
    private @Nullable String xt12;

    @Column(name = "x_t13")
    private @Nullable String xt13;

    @Column(name = "x_t14")
    private @Nullable String xt14;

    @Column(name = "x_t15")
    private @Nullable String xt15;

    @Column(name = "x_t16")
    private @Nullable String xt16;

    @Column(name = "x_t17")
    private @Nullable String xt17;

    @Column(name = "x_t18")
    private @Nullable String xt18;

    @Column(name = "x_t19")
    private @Nullable String xt19;

    @Column(name = "x_t20")
    private @Nullable String xt20;

    @Column(name = "x_n1")
    private @Nullable BigDecimal xn1;

    @Column(name = "x_n2")
    private @Nullable BigDecimal xn2;

    @Column(name = "x_n3")
    private @Nullable BigDecimal xn3;

    @Column(name = "x_n4")
    private @Nullable BigDecimal xn4;

    @Column(name = "x_n5")
    private @Nullable BigDecimal xn5;

    @Column(name = "x_n6")
    private @Nullable BigDecimal xn6;

    @Column(name = "x_n7")
    private @Nullable BigDecimal xn7;

    @Column(name = "x_n8")
    private @Nullable BigDecimal xn8;

    @Column(name = "x_n9")
    private @Nullable BigDecimal xn9;

    @Column(name = "x_n10")
    private @Nullable BigDecimal xn10;

    @Column(name = "x_n11")
    private @Nullable BigDecimal xn11;

    @Column(name = "x_n12")
    private @Nullable BigDecimal xn12;

    @Column(name = "x_n13")
    private @Nullable BigDecimal xn13;

    @Column(name = "x_n14")
    private @Nullable BigDecimal xn14;

    @Column(name = "x_n15")
    private @Nullable BigDecimal xn15;

    @Column(name = "x_d1")
    private @Nullable LocalDate xd1;

    @Column(name = "x_d2")
    private @Nullable LocalDate xd2;

    @Column(name = "x_d3")
    private @Nullable LocalDate xd3;

    @Column(name = "x_d4")
    private @Nullable LocalDate xd4;

    @Column(name = "x_d5")
    private @Nullable LocalDate xd5;

    @Column(name = "x_d6")
    private @Nullable LocalDate xd6;

    @Column(name = "x_d7")
    private @Nullable LocalDate xd7;

    @Column(name = "x_d8")
    private @Nullable LocalDate xd8;

    @Column(name = "x_d9")
    private @Nullable LocalDate xd9;

    @Column(name = "x_d10")
    private @Nullable LocalDate xd10;

    @Column(name = "x_u1")
    private @Nullable UUID xu1;

    @Column(name = "x_u2")
    private @Nullable UUID xu2;

    @Column(name = "x_u3")
    private @Nullable UUID xu3;

    @Column(name = "x_u4")
    private @Nullable UUID xu4;

    @Column(name = "x_u5")
    private @Nullable UUID xu5;

    @Column(name = "x_u6")
    private @Nullable UUID xu6;

    @Column(name = "x_u7")
    private @Nullable UUID xu7;

    @Column(name = "x_u8")
    private @Nullable UUID xu8;

    @Column(name = "x_u9")
    private @Nullable UUID xu9;

    @Column(name = "x_u10")
    private @Nullable UUID xu10;

    /** For Hibernate. */
    protected CustomColumns() {
        this.id = new UUID(0, 0);
    }

    /** The record's id. */
    public final UUID id() {
        return id;
    }

    /** The values as JSON, or null when there are none. */
    public final @Nullable String json() {
        return custom;
    }

    /** Whether it is in no list any more. */
    public final boolean isDeleted() {
        return deletedAt != null;
    }

    /**
     * Writes the values anew.
     *
     * @param json all of them
     * @param typed by column: text, BigDecimal, LocalDate, UUID or null
     */
    public final void write(@Nullable String json, Map<String, @Nullable Object> typed) {
        custom = json;
        typed.forEach(this::set);
    }

    private void set(String column, @Nullable Object value) {
        switch (column) {
            case "x_t1" -> xt1 = (String) value;
            case "x_t2" -> xt2 = (String) value;
            case "x_t3" -> xt3 = (String) value;
            case "x_t4" -> xt4 = (String) value;
            case "x_t5" -> xt5 = (String) value;
            case "x_t6" -> xt6 = (String) value;
            case "x_t7" -> xt7 = (String) value;
            case "x_t8" -> xt8 = (String) value;
            case "x_t9" -> xt9 = (String) value;
            case "x_t10" -> xt10 = (String) value;
            case "x_t11" -> xt11 = (String) value;
            case "x_t12" -> xt12 = (String) value;
            case "x_t13" -> xt13 = (String) value;
            case "x_t14" -> xt14 = (String) value;
            case "x_t15" -> xt15 = (String) value;
            case "x_t16" -> xt16 = (String) value;
            case "x_t17" -> xt17 = (String) value;
            case "x_t18" -> xt18 = (String) value;
            case "x_t19" -> xt19 = (String) value;
            case "x_t20" -> xt20 = (String) value;
            case "x_n1" -> xn1 = (BigDecimal) value;
            case "x_n2" -> xn2 = (BigDecimal) value;
            case "x_n3" -> xn3 = (BigDecimal) value;
            case "x_n4" -> xn4 = (BigDecimal) value;
            case "x_n5" -> xn5 = (BigDecimal) value;
            case "x_n6" -> xn6 = (BigDecimal) value;
            case "x_n7" -> xn7 = (BigDecimal) value;
            case "x_n8" -> xn8 = (BigDecimal) value;
            case "x_n9" -> xn9 = (BigDecimal) value;
            case "x_n10" -> xn10 = (BigDecimal) value;
            case "x_n11" -> xn11 = (BigDecimal) value;
            case "x_n12" -> xn12 = (BigDecimal) value;
            case "x_n13" -> xn13 = (BigDecimal) value;
            case "x_n14" -> xn14 = (BigDecimal) value;
            case "x_n15" -> xn15 = (BigDecimal) value;
            case "x_d1" -> xd1 = (LocalDate) value;
            case "x_d2" -> xd2 = (LocalDate) value;
            case "x_d3" -> xd3 = (LocalDate) value;
            case "x_d4" -> xd4 = (LocalDate) value;
            case "x_d5" -> xd5 = (LocalDate) value;
            case "x_d6" -> xd6 = (LocalDate) value;
            case "x_d7" -> xd7 = (LocalDate) value;
            case "x_d8" -> xd8 = (LocalDate) value;
            case "x_d9" -> xd9 = (LocalDate) value;
            case "x_d10" -> xd10 = (LocalDate) value;
            case "x_u1" -> xu1 = (UUID) value;
            case "x_u2" -> xu2 = (UUID) value;
            case "x_u3" -> xu3 = (UUID) value;
            case "x_u4" -> xu4 = (UUID) value;
            case "x_u5" -> xu5 = (UUID) value;
            case "x_u6" -> xu6 = (UUID) value;
            case "x_u7" -> xu7 = (UUID) value;
            case "x_u8" -> xu8 = (UUID) value;
            case "x_u9" -> xu9 = (UUID) value;
            case "x_u10" -> xu10 = (UUID) value;
            default -> throw new IllegalArgumentException("there is no column " + column);
        }
    }
}
