package io.mortise.customer.internal.domain;

import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.ExternalReference;
import io.mortise.rest.FieldFault;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold for every customer, whichever way it comes: by hand, by another module, by a file. */
public final class CustomerRules {

    /** Longest name, legal name, parent's name and external id. */
    public static final int NAME_LENGTH = 200;

    /** Longest reason for an act. */
    public static final int REASON_LENGTH = 500;

    private static final int FIRST_YEAR = 500;

    private CustomerRules() {}

    /** The same details in one form: no blanks around, blank as absent, codes in upper case, phones normalised if they can be. */
    public static CustomerDetails normalise(CustomerDetails given) {
        String code = clean(given.creditCode());
        String phone = clean(given.phone());
        String name = given.name();
        return given.but()
                .name(name == null ? null : name.strip())
                .legalName(clean(given.legalName()))
                .creditCode(code == null ? null : upper(code))
                .grade(clean(given.grade()))
                .industry(clean(given.industry()))
                .scale(clean(given.scale()))
                .region(clean(given.region()))
                .parentName(clean(given.parentName()))
                .phone(phone == null ? null : PhoneNumber.normalise(phone).orElse(phone))
                .build();
    }

    /**
     * What is wrong with normalised details.
     *
     * @param thisYear a company can't be founded later
     */
    public static List<FieldFault> faults(CustomerDetails details, int thisYear) {
        var faults = new ArrayList<FieldFault>();
        if (details.name() == null || details.name().isEmpty()) {
            faults.add(FieldFault.of("/name", "required"));
        }
        if (details.kind() == null) {
            faults.add(FieldFault.of("/kind", "required"));
        }
        text(faults, "/name", details.name(), NAME_LENGTH);
        text(faults, "/legalName", details.legalName(), NAME_LENGTH);
        text(faults, "/grade", details.grade(), 20);
        text(faults, "/industry", details.industry(), 100);
        text(faults, "/scale", details.scale(), 50);
        text(faults, "/region", details.region(), 100);
        text(faults, "/parentName", details.parentName(), NAME_LENGTH);
        if (details.creditCode() != null && !CreditCode.valid(details.creditCode())) {
            faults.add(FieldFault.of("/creditCode", "wrong-credit-code"));
        }
        if (details.phone() != null && PhoneNumber.normalise(details.phone()).isEmpty()) {
            faults.add(FieldFault.of("/phone", "wrong-phone"));
        }
        range(faults, "/employees", details.employees(), 0, Integer.MAX_VALUE);
        range(faults, "/foundingYear", details.foundingYear(), FIRST_YEAR, thisYear);
        return faults;
    }

    /** What is wrong with an external reference. */
    public static List<FieldFault> faults(@Nullable ExternalReference external) {
        var faults = new ArrayList<FieldFault>();
        if (external != null) {
            part(faults, "/external/system", external.system(), 50);
            part(faults, "/external/id", external.id(), NAME_LENGTH);
        }
        return faults;
    }

    /** Ends the work when anything is wrong. */
    public static void check(List<FieldFault> faults) {
        if (!faults.isEmpty()) {
            throw new CustomerException(new CustomerProblem.Invalid(faults));
        }
    }

    /** Ends the work when the stage can't be reached. */
    public static void checkMove(CustomerStage from, CustomerStage to) {
        if (from != to && !StageMoves.from(from).contains(to)) {
            throw new CustomerException(new CustomerProblem.MoveRefused(from, to));
        }
    }

    /** What names are compared, sorted and searched by: without case and width, never longer than a name may be. */
    public static String key(String name) {
        String key = Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        if (key.length() <= NAME_LENGTH) {
            return key;
        }
        int end = Character.isHighSurrogate(key.charAt(NAME_LENGTH - 1)) ? NAME_LENGTH - 1 : NAME_LENGTH;
        return key.substring(0, end);
    }

    /** Names of the fields that differ, as in JSON. */
    public static List<String> differences(CustomerDetails before, CustomerDetails after) {
        return Arrays.stream(DetailField.values())
                .filter(field -> field.differs(before, after))
                .map(DetailField::key)
                .toList();
    }

    /** What is known, with these fields as they are given. */
    public static CustomerDetails merge(CustomerDetails known, CustomerDetails given, Set<String> fields) {
        CustomerDetails.Builder merged = known.but();
        for (DetailField field : DetailField.values()) {
            if (fields.contains(field.key())) {
                field.copy(given, merged);
            }
        }
        return merged.build();
    }

    /** The faults that are about these fields. */
    public static List<FieldFault> among(List<FieldFault> faults, Set<String> fields) {
        return faults.stream()
                .filter(fault -> fields.contains(fault.pointer().substring(1)))
                .toList();
    }

    /** What is wrong with a reason that must be given. */
    public static List<FieldFault> reasonFaults(String reason) {
        var faults = new ArrayList<FieldFault>();
        part(faults, "/reason", reason, REASON_LENGTH);
        return faults;
    }

    private static @Nullable String clean(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static String upper(String code) {
        return Normalizer.normalize(code, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT);
    }

    private static void part(List<FieldFault> faults, String pointer, String value, int longest) {
        if (value.isBlank()) {
            faults.add(FieldFault.of(pointer, "required"));
        }
        text(faults, pointer, value, longest);
    }

    private static void text(List<FieldFault> faults, String pointer, @Nullable String value, int longest) {
        if (value == null) {
            return;
        }
        if (value.length() > longest) {
            faults.add(new FieldFault(pointer, "too-long", Map.of("max", longest)));
        } else if (value.chars().anyMatch(Character::isISOControl)) {
            faults.add(FieldFault.of(pointer, "control-character"));
        }
    }

    private static void range(List<FieldFault> faults, String pointer, @Nullable Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            faults.add(new FieldFault(pointer, "out-of-range", Map.of("min", least, "max", most)));
        }
    }
}
