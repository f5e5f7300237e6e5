package io.mortise.kernel.persistence.note;

import io.mortise.data.Ids;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/** A note. */
@Entity
@Table(name = "note_note")
public class NoteEntity {
    @Id
    public UUID id = Ids.next();

    @Version
    public Long revision;

    public String title;
    public UUID ownerId;
    public Instant createdAt = Instant.parse("2026-01-01T00:00:00.123456Z");

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "parent_id")
    public NoteEntity parent;

    protected NoteEntity() {}

    public NoteEntity(String title, UUID ownerId) {
        this.title = title;
        this.ownerId = ownerId;
    }

    public String title() {
        return title;
    }
}
