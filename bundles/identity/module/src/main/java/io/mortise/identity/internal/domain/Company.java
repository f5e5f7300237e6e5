package io.mortise.identity.internal.domain;

import io.mortise.rest.FieldFault;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the company.
 *
 * @param timeZone what "today" means
 * @param workingDays of an ordinary week
 * @param days that differ from the ordinary week
 * @param currency of new amounts
 * @param languages that people may choose, the usual one first
 * @param reporting who is above whom
 * @param signIn what is asked of everybody who signs in
 * @param logo what is known of the logo's file, or null
 */
public record Company(
        String name,
        String timeZone,
        List<DayOfWeek> workingDays,
        List<SpecialDay> days,
        String currency,
        List<String> languages,
        Reporting reporting,
        SignInRules signIn,
        @Nullable Logo logo,
        long revision) {

    private static final int MOST_DAYS = 1000;

    /** A holiday, or a day off that is worked. */
    public record SpecialDay(LocalDate day, String name, boolean working) {}

    /** What is known of the logo's file; the file itself lies with the attachments. */
    public record Logo(String fileName, String mediaType, long size, String sha256) {}

    /** Whom subordinates follow. */
    public enum Reporting {
        LINE_MANAGER,
        DEPARTMENT_HEAD
    }

    public Company {
        workingDays = workingDays.stream().distinct().sorted().toList();
        days = List.copyOf(days);
        languages = List.copyOf(languages);
    }

    /** What a new company has. */
    public static Company fresh() {
        return new Company(
                "",
                "Asia/Shanghai",
                List.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.THURSDAY, DayOfWeek.FRIDAY),
                List.of(),
                "CNY",
                List.of("zh-CN", "en"),
                Reporting.LINE_MANAGER,
                SignInRules.fresh(),
                null,
                0);
    }

    /** The time zone. */
    public ZoneId zone() {
        return ZoneId.of(timeZone);
    }

    /** What is wrong with it. */
    public List<FieldFault> faults() {
        var faults = new ArrayList<FieldFault>();
        if (name.length() > 200) {
            faults.add(new FieldFault("/name", "too-long", Map.of("max", 200)));
        }
        try {
            ZoneId.of(timeZone);
        } catch (DateTimeException e) {
            faults.add(new FieldFault("/timeZone", "unknown-time-zone", Map.of("value", timeZone)));
        }
        if (Currency.getAvailableCurrencies().stream()
                .noneMatch(one -> one.getCurrencyCode().equals(currency))) {
            faults.add(new FieldFault("/currency", "unknown-currency", Map.of("currency", currency)));
        }
        if (languages.isEmpty() || !languages.stream().allMatch(OrganisationRules::isLanguage)) {
            faults.add(FieldFault.of("/languages", "wrong-language"));
        }
        if (days.size() > MOST_DAYS) {
            faults.add(new FieldFault("/days", "too-many", Map.of("max", MOST_DAYS)));
        }
        var seen = new HashSet<LocalDate>();
        for (int i = 0; i < days.size(); i++) {
            faults.addAll(OrganisationRules.nameFaults(
                    "/days/" + i + "/name", days.get(i).name(), 100));
            if (!seen.add(days.get(i).day())) {
                faults.add(FieldFault.of("/days/" + i + "/day", "day-twice"));
            }
        }
        faults.addAll(signIn.faults());
        Logo given = logo;
        if (given != null) {
            if (!List.of("image/png", "image/jpeg", "image/webp").contains(given.mediaType())) {
                faults.add(new FieldFault(
                        "/logo/mediaType", "unknown-choice", Map.of("choices", "image/png, image/jpeg, image/webp")));
            }
            if (!given.sha256().matches("[0-9a-f]{64}")) {
                faults.add(FieldFault.of("/logo/sha256", "wrong-digest"));
            }
            if (given.size() < 1 || given.size() > 5_000_000) {
                faults.add(new FieldFault("/logo/size", "out-of-range", Map.of("min", 1, "max", 5_000_000)));
            }
            faults.addAll(OrganisationRules.nameFaults("/logo/fileName", given.fileName(), 200));
        }
        return faults;
    }
}
