package io.mortise.identity;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells people something inside the product (DECISIONS.md 18). For modules that need identity
 * anyway; all others use the one of the SDK, {@code io.mortise.notification}, which this module provides, too. Other channels plug in behind it.
 */
@ProviderType
public interface Notifications {

    /**
     * What is told, in the language of the receiver: {@code locale -> texts.text(locale, "ticket.assigned", Map.of(…))}.
     * The sender's own {@code Texts} write it, at once, so that nothing of the sender is kept.
     */
    @FunctionalInterface
    interface Words {

        /** The text, at most 2,000 characters. */
        String in(Locale locale);
    }

    /**
     * Leaves a notification for a person, in the unit of work of the caller. Nothing happens when there is no such person.
     *
     * @param kind {@code <module>.<kind>}, by which people will choose what they want to be told
     * @param words what is told
     * @param link where it leads inside the product, {@code /customers/…}, or null
     */
    void send(UUID person, String kind, Words words, @Nullable String link);
}
