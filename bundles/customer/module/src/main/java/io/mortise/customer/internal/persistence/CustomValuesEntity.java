package io.mortise.customer.internal.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The custom values of a customer that somebody edits, apart from {@link CustomerEntity}: whoever writes none binds none of
 * these columns, and an import stays fast.
 */
@Entity
@Table(name = "customer_customer")
public class CustomValuesEntity extends CustomColumns {

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Column(name = "updated_by")
    private String updatedBy;

    @Version
    private @Nullable Long revision;

    /** For Hibernate. */
    protected CustomValuesEntity() {
        this.updatedAt = Instant.EPOCH;
        this.updatedBy = "";
    }

    /** The revision. */
    public long revision() {
        return revision == null ? 0 : revision;
    }

    /** Somebody changed it. */
    public void touch(Instant at, String by) {
        updatedAt = at;
        updatedBy = by;
    }
}
