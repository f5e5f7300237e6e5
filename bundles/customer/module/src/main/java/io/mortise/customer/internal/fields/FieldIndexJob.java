package io.mortise.customer.internal.fields;

import io.mortise.access.LiveFields;
import io.mortise.customer.internal.JobRow;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes the index of a field that can be filtered by, outside the request that asked for it. */
@Component
public final class FieldIndexJob implements Job {

    static final String NAME = "field-index";

    private final FieldDefinitions definitions;
    private final FieldBook book;
    private final LiveFields live;

    @Activate
    public FieldIndexJob(
            @Reference FieldDefinitions definitions, @Reference FieldBook book, @Reference LiveFields live) {
        this.definitions = definitions;
        this.book = book;
        this.live = live;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Schedule schedule() {
        return Schedule.onDemand();
    }

    @Override
    public void run(JobRun run) throws Exception {
        UUID id = JobRow.id(run, "field");
        FieldDefinition field = definitions.require(id);
        book.refresh();
        if (field.wantsIndex()) {
            live.index(CustomerPermissions.CUSTOMER, field.columns().getFirst());
            definitions.indexed(id);
        }
    }
}
