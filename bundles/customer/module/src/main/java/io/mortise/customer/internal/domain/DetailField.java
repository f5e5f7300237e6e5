package io.mortise.customer.internal.domain;

import io.mortise.customer.CustomerDetails;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What people write down about a customer, field by field: what is compared, merged, imported and exported. */
public enum DetailField {
    NAME("name", CustomerDetails::name, (from, to) -> to.name(from.name())),
    LEGAL_NAME("legalName", CustomerDetails::legalName, (from, to) -> to.legalName(from.legalName())),
    CREDIT_CODE("creditCode", CustomerDetails::creditCode, (from, to) -> to.creditCode(from.creditCode())),
    KIND("kind", CustomerDetails::kind, (from, to) -> to.kind(from.kind())),
    GRADE("grade", CustomerDetails::grade, (from, to) -> to.grade(from.grade())),
    INDUSTRY("industry", CustomerDetails::industry, (from, to) -> to.industry(from.industry())),
    SCALE("scale", CustomerDetails::scale, (from, to) -> to.scale(from.scale())),
    REGION("region", CustomerDetails::region, (from, to) -> to.region(from.region())),
    PARENT_NAME("parentName", CustomerDetails::parentName, (from, to) -> to.parentName(from.parentName())),
    PHONE("phone", CustomerDetails::phone, (from, to) -> to.phone(from.phone())),
    REVENUE("revenue", CustomerDetails::revenue, (from, to) -> to.revenue(from.revenue())),
    EMPLOYEES("employees", CustomerDetails::employees, (from, to) -> to.employees(from.employees())),
    FOUNDING_YEAR("foundingYear", CustomerDetails::foundingYear, (from, to) -> to.foundingYear(from.foundingYear()));

    private final String key;
    private final Function<CustomerDetails, @Nullable Object> value;
    private final BiConsumer<CustomerDetails, CustomerDetails.Builder> copy;

    DetailField(
            String key,
            Function<CustomerDetails, @Nullable Object> value,
            BiConsumer<CustomerDetails, CustomerDetails.Builder> copy) {
        this.key = key;
        this.value = value;
        this.copy = copy;
    }

    /** As in JSON and in {@code module.json}. */
    public String key() {
        return key;
    }

    /** The field of that name. */
    public static Optional<DetailField> of(String key) {
        return Arrays.stream(values()).filter(field -> field.key.equals(key)).findFirst();
    }

    /** Its value. */
    public @Nullable Object value(CustomerDetails details) {
        return value.apply(details);
    }

    /** Takes its value over. */
    void copy(CustomerDetails from, CustomerDetails.Builder to) {
        copy.accept(from, to);
    }

    /** Whether its value is not the same in both. */
    public boolean differs(CustomerDetails one, CustomerDetails other) {
        return !Objects.equals(value(one), value(other));
    }
}
