package io.mortise.customer.internal.fields;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Directory;
import io.mortise.access.Directory.Colleague;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.persistence.CustomValuesEntity;
import io.mortise.data.Database;
import io.mortise.rest.FieldFault;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Whether that to which a value points is there: a person who works here, a customer that the caller may read. Others would
 * answer whether an id that somebody guesses exists.
 */
@Component(service = References.class)
public final class References {

    private final Database database;

    /** Comes with the module that knows people; without it every id is taken, as for owners. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Directory directory;

    @Activate
    public References(@Reference Database database) {
        this.database = database;
    }

    /** Adds what is wrong; needs an open unit of work. */
    void check(FieldDefinition field, JsonNode value, String pointer, List<FieldFault> faults) {
        switch (field.said().type()) {
            case PERSON -> {
                Directory people = directory;
                if (people != null
                        && people.find(id(value)).filter(Colleague::active).isEmpty()) {
                    faults.add(FieldFault.of(pointer, "unknown-person"));
                }
            }
            case RECORD -> {
                if (database.find(CustomerPermissions.READ, CustomValuesEntity.class, id(value))
                        .filter(row -> !row.isDeleted())
                        .isEmpty()) {
                    faults.add(FieldFault.of(pointer, "unknown-customer"));
                }
            }
            case TEXT, NUMBER, MONEY, DATE, CHOICE, MULTI, DEPARTMENT, ATTACHMENT, FORMULA -> {
                // points at nothing that is known here
            }
        }
    }

    private static UUID id(JsonNode value) {
        return UUID.fromString(value.textValue());
    }
}
