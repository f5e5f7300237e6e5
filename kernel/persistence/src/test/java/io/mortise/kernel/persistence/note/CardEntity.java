package io.mortise.kernel.persistence.note;

import io.mortise.data.Ids;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/** A card of somebody, pinned to a note. */
@Entity
@Table(name = "note_card")
public class CardEntity {
    @Id
    public UUID id = Ids.next();

    @Version
    public Long revision;

    public String name;
    public String nameKey;
    public String phone;
    public BigDecimal salary;
    public UUID ownerId;
    public UUID noteId;
    public boolean urgent;
    public String extra;
    public String custom;
    public Instant createdAt = Instant.parse("2026-01-01T00:00:00Z");

    protected CardEntity() {}

    public CardEntity(String name, UUID ownerId) {
        rename(name);
        this.ownerId = ownerId;
    }

    public final CardEntity rename(String to) {
        name = to;
        nameKey = to.toLowerCase(java.util.Locale.ROOT);
        return this;
    }

    public CardEntity phone(String to) {
        phone = to;
        return this;
    }

    public CardEntity extra(String to) {
        extra = to;
        return this;
    }

    public CardEntity custom(String json) {
        custom = json;
        return this;
    }

    public CardEntity salary(String to) {
        salary = new BigDecimal(to);
        return this;
    }

    public CardEntity pinnedTo(UUID note) {
        noteId = note;
        return this;
    }

    public UUID id() {
        return id;
    }
}
