package io.mortise.customer;

import io.mortise.data.Money;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people write down about a customer. A customer always has a name and a kind; everything is null that is unknown, or
 * that the caller may not see. Made with {@link #named} and changed with {@link #but}, so that a later component breaks
 * nobody.
 *
 * @param name the name in daily use
 * @param legalName the registered name
 * @param creditCode unified social credit code, 18 characters, with a right check digit (GB 32100-2015)
 * @param kind company unless said otherwise
 * @param grade the company's own grade, {@code A}
 * @param industry as written by whoever wrote it: a misspelt one is kept
 * @param scale the company's own words for size
 * @param region country or region in words
 * @param parentName the parent company's name as the source states it
 * @param phone normalised, {@code +8613800138000}
 * @param revenue a year's revenue
 * @param employees how many people work there
 * @param foundingYear the year it was founded
 */
public record CustomerDetails(
        @Nullable String name,
        @Nullable String legalName,
        @Nullable String creditCode,
        @Nullable CustomerKind kind,
        @Nullable String grade,
        @Nullable String industry,
        @Nullable String scale,
        @Nullable String region,
        @Nullable String parentName,
        @Nullable String phone,
        @Nullable Money revenue,
        @Nullable Integer employees,
        @Nullable Integer foundingYear) {

    /** Names of all of them, as in JSON. */
    public static final Set<String> FIELDS = Set.of(
            "name",
            "legalName",
            "creditCode",
            "kind",
            "grade",
            "industry",
            "scale",
            "region",
            "parentName",
            "phone",
            "revenue",
            "employees",
            "foundingYear");

    /** A company of which nothing but the name is known yet. */
    public static Builder named(@Nullable String name) {
        return new Builder(name);
    }

    /** The same, to be changed here and there. */
    public Builder but() {
        return new Builder(name)
                .legalName(legalName)
                .creditCode(creditCode)
                .kind(kind)
                .grade(grade)
                .industry(industry)
                .scale(scale)
                .region(region)
                .parentName(parentName)
                .phone(phone)
                .revenue(revenue)
                .employees(employees)
                .foundingYear(foundingYear);
    }

    /** Gathers details; for one thread. */
    public static final class Builder {

        private @Nullable String name;
        private @Nullable String legalName;
        private @Nullable String creditCode;
        private @Nullable CustomerKind kind = CustomerKind.COMPANY;
        private @Nullable String grade;
        private @Nullable String industry;
        private @Nullable String scale;
        private @Nullable String region;
        private @Nullable String parentName;
        private @Nullable String phone;
        private @Nullable Money revenue;
        private @Nullable Integer employees;
        private @Nullable Integer foundingYear;

        private Builder(@Nullable String name) {
            this.name = name;
        }

        /** The name in daily use. */
        public Builder name(@Nullable String value) {
            name = value;
            return this;
        }

        /** The registered name. */
        public Builder legalName(@Nullable String value) {
            legalName = value;
            return this;
        }

        /** Unified social credit code. */
        public Builder creditCode(@Nullable String value) {
            creditCode = value;
            return this;
        }

        /** Company or person. */
        public Builder kind(@Nullable CustomerKind value) {
            kind = value;
            return this;
        }

        /** The company's own grade. */
        public Builder grade(@Nullable String value) {
            grade = value;
            return this;
        }

        /** Industry, as written. */
        public Builder industry(@Nullable String value) {
            industry = value;
            return this;
        }

        /** The company's own words for size. */
        public Builder scale(@Nullable String value) {
            scale = value;
            return this;
        }

        /** Country or region in words. */
        public Builder region(@Nullable String value) {
            region = value;
            return this;
        }

        /** The parent company's name. */
        public Builder parentName(@Nullable String value) {
            parentName = value;
            return this;
        }

        /** A phone number in any usual form. */
        public Builder phone(@Nullable String value) {
            phone = value;
            return this;
        }

        /** A year's revenue. */
        public Builder revenue(@Nullable Money value) {
            revenue = value;
            return this;
        }

        /** How many people work there. */
        public Builder employees(@Nullable Integer value) {
            employees = value;
            return this;
        }

        /** The year it was founded. */
        public Builder foundingYear(@Nullable Integer value) {
            foundingYear = value;
            return this;
        }

        /** The details gathered. */
        public CustomerDetails build() {
            return new CustomerDetails(
                    name,
                    legalName,
                    creditCode,
                    kind,
                    grade,
                    industry,
                    scale,
                    region,
                    parentName,
                    phone,
                    revenue,
                    employees,
                    foundingYear);
        }
    }
}
