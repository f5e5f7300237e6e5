package io.mortise.kernel.launcher.configuration;

import io.mortise.kernel.spi.Sentence;
import io.mortise.kernel.spi.Wording;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The configuration is wrong in at least one way; every fault found is told at once. */
public final class ConfigurationException extends RuntimeException {

    @java.io.Serial
    private static final long serialVersionUID = 1L;

    private final transient List<Sentence> faults;

    ConfigurationException(List<Sentence> faults) {
        super(say(faults, Locale.ENGLISH));
        this.faults = List.copyOf(faults);
    }

    /** What is wrong, one sentence a line. */
    public String say(Locale locale) {
        return say(faults, locale);
    }

    private static String say(List<Sentence> faults, Locale locale) {
        Wording wording = Wording.ofKernel("launcher");
        return faults.stream().map(fault -> say(wording, locale, fault)).collect(Collectors.joining("\n"));
    }

    /** What was expected is a sentence of its own. */
    private static String say(Wording wording, Locale locale, Sentence fault) {
        var values = new LinkedHashMap<String, Object>(fault.values());
        values.replaceAll((name, value) -> value instanceof Sentence inner ? say(wording, locale, inner) : value);
        return wording.say(locale, fault.key(), values);
    }
}
