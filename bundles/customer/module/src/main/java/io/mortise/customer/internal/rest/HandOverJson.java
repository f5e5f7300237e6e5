package io.mortise.customer.internal.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.internal.handover.HandOver;
import io.mortise.customer.internal.handover.Kept;
import io.mortise.customer.internal.handover.OpenItems;
import io.mortise.customer.internal.handover.Preview;
import io.mortise.customer.internal.handover.Selection;
import io.mortise.rest.Texts;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Hand-overs on the wire. */
final class HandOverJson {

    private HandOverJson() {}

    /** A hand-over and how far it is. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OneJson(
            UUID id,
            SelectionJson customers,
            List<UUID> to,
            String reason,
            String state,
            long total,
            long done,
            long given,
            long kept,
            long givenBack,
            String startedBy,
            Instant startedAt,
            Instant updatedAt) {

        static OneJson of(HandOver one) {
            return new OneJson(
                    one.id(),
                    SelectionJson.of(one.selection()),
                    one.takers(),
                    one.reason(),
                    one.state().key(),
                    one.total(),
                    one.done(),
                    one.given(),
                    one.kept(),
                    one.givenBack(),
                    one.startedBy(),
                    one.startedAt(),
                    one.updatedAt());
        }
    }

    /** Which customers. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SelectionJson(
            @Nullable UUID from,
            @Nullable String q,
            @Nullable String stage,
            @Nullable List<UUID> ids) {

        static SelectionJson of(Selection selection) {
            CustomerStage stage = selection.stage();
            return new SelectionJson(
                    selection.from(),
                    selection.text(),
                    stage == null ? null : stage.key(),
                    selection.ids().isEmpty() ? null : selection.ids());
        }
    }

    /** What a hand-over would do. */
    public record PreviewJson(
            long customers,
            boolean capped,
            long giveable,
            long locked,
            Map<String, Long> open,
            List<TakerJson> takers,
            List<String> notes) {

        static PreviewJson of(Preview preview, Texts texts, Locale locale) {
            return new PreviewJson(
                    preview.customers(),
                    preview.capped(),
                    preview.giveable(),
                    preview.locked(),
                    preview.open(),
                    preview.takers().stream().map(TakerJson::of).toList(),
                    new HandOverNotes(texts, locale).of(preview));
        }
    }

    /** Somebody who gets customers. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TakerJson(
            UUID person, String name, long share, @Nullable Long room, boolean opens) {

        static TakerJson of(Preview.Taker taker) {
            return new TakerJson(
                    taker.person(), taker.name(), taker.share(), taker.room() < 0 ? null : taker.room(), taker.opens());
        }
    }

    /** A customer that stayed. */
    public record KeptJson(UUID customer, String why, String text) {

        static KeptJson of(Kept kept, Texts texts, Locale locale) {
            String why = kept.why().key();
            return new KeptJson(kept.customer(), why, texts.text(locale, "hand-over.kept." + why, Map.of()));
        }
    }

    /** What somebody still has in his hands. */
    public record OpenItemsJson(
            UUID person, String name, long customers, boolean capped, long locked, Map<String, Long> open) {

        static OpenItemsJson of(OpenItems open) {
            return new OpenItemsJson(
                    open.person(), open.name(), open.customers(), open.capped(), open.locked(), open.open());
        }
    }
}
