package io.mortise.customer.internal.exports;

import io.mortise.customer.Customer;
import io.mortise.customer.CustomerKind;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.ExternalReference;
import io.mortise.customer.internal.persistence.IdList;
import io.mortise.data.Money;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The columns of an export. Headings are the names of the fields, so that an import recognises those it may write. */
enum ExportColumn implements SheetColumn<Customer> {
    EXTERNAL_ID("external", "externalId", customer -> external(customer.external())),
    NUMBER("number", Customer::number),
    NAME("name", Customer::name),
    LEGAL_NAME("legalName", customer -> customer.details().legalName()),
    CREDIT_CODE("creditCode", customer -> customer.details().creditCode()),
    KIND("kind", customer -> kind(customer.details().kind())),
    GRADE("grade", customer -> customer.details().grade()),
    INDUSTRY("industry", customer -> customer.details().industry()),
    SCALE("scale", customer -> customer.details().scale()),
    REGION("region", customer -> customer.details().region()),
    PARENT_NAME("parentName", customer -> customer.details().parentName()),
    PHONE("phone", customer -> customer.details().phone()),
    REVENUE("revenue", customer -> amount(customer.details().revenue())),
    REVENUE_CURRENCY(
            "revenue",
            "revenueCurrency",
            customer -> currency(customer.details().revenue())),
    EMPLOYEES("employees", customer -> customer.details().employees()),
    FOUNDING_YEAR("foundingYear", customer -> customer.details().foundingYear()),
    STAGE("stage", customer -> stage(customer.stage())),
    STAGE_CHANGED_AT("stageChangedAt", Customer::stageChangedAt),
    OWNER_ID("ownerId", Customer::ownerId),
    OWNER_DEPARTMENT_ID("ownerDepartmentId", Customer::ownerDepartmentId),
    PREVIOUS_OWNER_ID("previousOwnerId", Customer::previousOwnerId),
    POOL_ID("poolId", Customer::poolId),
    SOURCE("source", Customer::source),
    CREATED_AT("createdAt", Customer::createdAt),
    CREATED_BY("createdBy", Customer::createdBy),
    UPDATED_AT("updatedAt", Customer::updatedAt),
    UPDATED_BY("updatedBy", Customer::updatedBy),
    TAGS("tags", customer -> customer.tags().isEmpty() ? null : IdList.write(customer.tags()));

    private final String field;
    private final String heading;
    private final Function<Customer, @Nullable Object> value;

    ExportColumn(String field, Function<Customer, @Nullable Object> value) {
        this(field, field, value);
    }

    ExportColumn(String field, String heading, Function<Customer, @Nullable Object> value) {
        this.field = field;
        this.heading = heading;
        this.value = value;
    }

    /** The field that it shows, as in JSON. */
    String field() {
        return field;
    }

    @Override
    public String heading() {
        return heading;
    }

    /** What is unknown, hidden or masked is no value. */
    @Override
    public @Nullable Object cell(Customer customer) {
        return customer.masked().contains(field) ? null : value.apply(customer);
    }

    private static @Nullable Object external(@Nullable ExternalReference external) {
        return external == null ? null : external.id();
    }

    private static @Nullable Object kind(@Nullable CustomerKind kind) {
        return kind == null ? null : kind.key();
    }

    private static @Nullable Object stage(@Nullable CustomerStage stage) {
        return stage == null ? null : stage.key();
    }

    private static @Nullable Object amount(@Nullable Money money) {
        return money == null ? null : money.amount();
    }

    private static @Nullable Object currency(@Nullable Money money) {
        return money == null ? null : money.currency();
    }
}
