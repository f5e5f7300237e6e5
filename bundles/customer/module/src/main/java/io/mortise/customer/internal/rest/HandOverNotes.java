package io.mortise.customer.internal.rest;

import io.mortise.customer.internal.handover.Preview;
import io.mortise.rest.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A preview in sentences. */
record HandOverNotes(Texts texts, Locale locale) {

    List<String> of(Preview preview) {
        var notes = new ArrayList<String>();
        notes.add(say("giveable", Map.of("giveable", preview.giveable(), "customers", preview.customers())));
        if (preview.locked() > 0) {
            notes.add(say("locked", Map.of("count", preview.locked())));
        }
        long others = preview.customers() - preview.giveable() - preview.locked();
        if (others > 0 && !preview.capped()) {
            notes.add(say("not-allowed", Map.of("count", others)));
        }
        new TreeMap<>(preview.open())
                .forEach((part, count) -> notes.add(
                        say("open", Map.of("part", texts.text(locale, "part." + part, Map.of()), "count", count))));
        for (Preview.Taker taker : preview.takers()) {
            if (!taker.opens()) {
                notes.add(say("can-t-open", Map.of("taker", taker.name())));
            }
            if (taker.room() >= 0 && taker.room() < taker.share()) {
                notes.add(say("room", Map.of("taker", taker.name(), "room", taker.room(), "share", taker.share())));
            }
        }
        return notes;
    }

    private String say(String key, Map<String, ?> values) {
        return texts.text(locale, "hand-over.note." + key, values);
    }
}
