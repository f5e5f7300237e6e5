package io.mortise.rest;

import java.util.Locale;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The module's texts in {@code i18n/<module>_<locale>.properties} (UTF-8), with {@code {named}} placeholders.
 * Bundle-scoped.
 */
@ProviderType
public interface Texts {

    /**
     * The text in the language, else in English, else the key itself.
     *
     * @param arguments values of the placeholders; a missing one is left as it stands
     */
    String text(Locale locale, String key, Map<String, ?> arguments);
}
