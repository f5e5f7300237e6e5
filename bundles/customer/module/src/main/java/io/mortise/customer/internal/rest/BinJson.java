package io.mortise.customer.internal.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mortise.customer.Customer;
import io.mortise.customer.internal.bin.Batch;
import io.mortise.customer.internal.bin.Restoration;
import io.mortise.customer.internal.persistence.CustomerStore.Binned;
import io.mortise.rest.Texts;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The bin on the wire. */
final class BinJson {

    private BinJson() {}

    /**
     * A customer in the bin.
     *
     * @param together how many went in at once with it, itself included
     * @param parts what went in with it; asked for one customer alone
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ItemJson(
            UUID id,
            @Nullable Long number,
            @Nullable String name,
            @Nullable UUID ownerId,
            @Nullable UUID batch,
            @Nullable Integer together,
            @Nullable String reason,
            Instant deletedAt,
            String deletedBy,
            @Nullable Instant purgeAfter,
            boolean legalHold,
            @Nullable Map<String, Long> parts) {

        static ItemJson of(Binned binned, Map<UUID, Batch> batches, @Nullable Map<String, Long> parts) {
            Customer customer = binned.customer();
            Batch batch = binned.batch() == null ? null : batches.get(binned.batch());
            return new ItemJson(
                    customer.id().value(),
                    customer.number(),
                    customer.details().name(),
                    customer.ownerId(),
                    binned.batch(),
                    batch == null ? null : batch.customers(),
                    batch == null ? null : batch.reason(),
                    binned.deletedAt(),
                    binned.deletedBy(),
                    binned.purgeAfter(),
                    binned.held(),
                    parts);
        }
    }

    /**
     * A sentence about a restore.
     *
     * @param customer whom it is about; absent when it is about all
     * @param code stable
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SentenceJson(@Nullable UUID customer, String code, String text) {}

    /** What a restore does, or what stands in its way. */
    public record RestorationJson(
            boolean possible, List<UUID> customers, List<SentenceJson> effects, List<SentenceJson> obstacles) {

        static RestorationJson of(Restoration told, Texts texts, Locale locale) {
            return new RestorationJson(
                    told.isPossible(),
                    told.customers(),
                    sentences(told.effects(), texts, locale),
                    sentences(told.obstacles(), texts, locale));
        }
    }

    static List<SentenceJson> sentences(List<Restoration.Line> lines, Texts texts, Locale locale) {
        return lines.stream()
                .map(line -> {
                    var values = new HashMap<>(line.values());
                    values.computeIfPresent("part", (_, part) -> texts.text(locale, "part." + part, Map.of()));
                    return new SentenceJson(
                            line.customer(), line.code(), texts.text(locale, "bin." + line.code(), values));
                })
                .toList();
    }

    /** How long things stay; absent for ever. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SettingsJson(@Nullable Integer keepDays) {}
}
