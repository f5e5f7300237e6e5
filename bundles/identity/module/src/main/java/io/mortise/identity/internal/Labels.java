package io.mortise.identity.internal;

import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.identity.internal.domain.Label;
import io.mortise.identity.internal.domain.LabelKind;
import io.mortise.identity.internal.domain.OrganisationRules;
import io.mortise.identity.internal.domain.Refused;
import io.mortise.identity.internal.persistence.LabelStore;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Positions and tags as they are administered. */
@Component(service = Labels.class)
public final class Labels {

    private final Database database;
    private final Map<LabelKind, LabelStore> stores = new EnumMap<>(LabelKind.class);
    private final Consequences consequences;

    @Activate
    public Labels(@Reference Database database, @Reference Consequences consequences) {
        this.database = database;
        for (LabelKind kind : LabelKind.values()) {
            stores.put(kind, new LabelStore(database, kind));
        }
        this.consequences = consequences;
    }

    /** The position, or tag. */
    public Label require(LabelKind kind, UUID id) {
        return database.read(() -> store(kind).find(id)).orElseThrow(() -> Refused.notFound(kind.key(), id));
    }

    /** In the order of their names. */
    public List<Label> after(LabelKind kind, String name, int limit) {
        return database.read(() -> store(kind).after(name, limit));
    }

    /** Makes one. */
    public Label create(LabelKind kind, String name, @Nullable Integer level) {
        return taken(
                name,
                () -> database.write(() -> {
                    consequences.endEpoch();
                    var label = new Label(Ids.next(), checked(name), level, consequences.fresh());
                    store(kind).insert(label);
                    audit(kind, "create", label);
                    return label;
                }));
    }

    /** Renames or ranks it. */
    public Label change(LabelKind kind, UUID id, long revision, String name, @Nullable Integer level) {
        return taken(
                name,
                () -> database.write(() -> {
                    consequences.endEpoch();
                    Label before = store(kind).find(id).orElseThrow(() -> Refused.notFound(kind.key(), id));
                    var label = new Label(id, checked(name), level, before.stamp());
                    if (!store(kind)
                            .update(
                                    label,
                                    revision,
                                    consequences.now(),
                                    Caller.current().id())) {
                        throw Refused.stale(before.stamp().revision());
                    }
                    audit(kind, "edit", label);
                    return store(kind).find(id).orElseThrow();
                }));
    }

    /** Removes it, also from everybody who had it: whatever was granted to it is granted to nobody then. */
    public void delete(LabelKind kind, UUID id, long revision) {
        database.write(() -> {
            consequences.endEpoch();
            Label label = store(kind).find(id).orElseThrow(() -> Refused.notFound(kind.key(), id));
            if (label.stamp().revision() != revision) {
                throw Refused.stale(label.stamp().revision());
            }
            store(kind).delete(id);
            audit(kind, "delete", label);
            return true;
        });
    }

    private LabelStore store(LabelKind kind) {
        return Objects.requireNonNull(stores.get(kind));
    }

    private static String checked(String name) {
        String stripped = name.strip();
        List<FieldFault> faults = OrganisationRules.nameFaults("/name", stripped, OrganisationRules.NAME_LENGTH);
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
        return stripped;
    }

    private void audit(LabelKind kind, String action, Label label) {
        consequences.audit(new Permission("identity." + kind.key(), action), label.id(), Map.of("name", label.name()));
    }

    private static Label taken(String name, Supplier<Label> work) {
        try {
            return work.get();
        } catch (ProblemException e) {
            if (e.problem().type().equals("unique-taken")) {
                throw Refused.nameTaken(name.strip());
            }
            throw e;
        }
    }
}
