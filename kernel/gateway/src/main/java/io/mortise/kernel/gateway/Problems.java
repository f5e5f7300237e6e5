package io.mortise.kernel.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.mortise.kernel.spi.Wording;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Puts a {@link Problem} into words and bytes (RFC 9457): by the texts of the module that says it, else by the kernel's.
 * Written by hand, so that no mapper of the kernel ever meets a class of a module.
 */
final class Problems {

    static final String MEDIA_TYPE = "application/problem+json";

    private static final Set<String> OWN = Set.of("type", "status", "title", "detail", "faults", "traceId", "instance");
    private static final JsonFactory FACTORY = new JsonFactory();

    private final List<Wording> wordings;

    private Problems(List<Wording> wordings) {
        this.wordings = wordings;
    }

    /** The kernel's own. */
    static Problems ofKernel(Wording kernel) {
        return new Problems(List.of(kernel));
    }

    /** With the words of a module before the kernel's. */
    Problems with(Wording module) {
        return new Problems(List.of(module, wordings.getLast()));
    }

    byte[] render(Problem problem, Locale locale, String traceId) {
        var out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("type", "/problems/" + problem.type());
            json.writeNumberField("status", problem.status());
            text(json, locale, "title", "problem." + problem.type() + ".title", problem.extras());
            text(json, locale, "detail", "problem." + problem.type() + ".detail", problem.extras());
            for (Map.Entry<String, Object> extra : problem.extras().entrySet()) {
                if (!OWN.contains(extra.getKey())) {
                    json.writeFieldName(extra.getKey());
                    value(json, extra.getValue());
                }
            }
            if (!problem.faults().isEmpty()) {
                json.writeArrayFieldStart("faults");
                for (FieldFault fault : problem.faults()) {
                    json.writeStartObject();
                    json.writeStringField("pointer", fault.pointer());
                    json.writeStringField("code", fault.code());
                    text(json, locale, "message", "fault." + fault.code(), fault.arguments());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeStringField("traceId", traceId);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a problem could not be written", e);
        }
        return out.toByteArray();
    }

    private void text(JsonGenerator json, Locale locale, String member, String key, Map<String, ?> values)
            throws IOException {
        for (Wording wording : wordings) {
            if (wording.has(key)) {
                json.writeStringField(member, wording.say(locale, key, values));
                return;
            }
        }
    }

    private static void value(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case String text -> json.writeString(text);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case java.math.BigDecimal number -> json.writeNumber(number);
            case Boolean truth -> json.writeBoolean(truth);
            case Collection<?> many -> {
                json.writeStartArray();
                for (Object one : many) {
                    value(json, one);
                }
                json.writeEndArray();
            }
            default -> json.writeString(String.valueOf(value));
        }
    }
}
