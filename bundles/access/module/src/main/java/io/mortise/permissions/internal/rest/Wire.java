package io.mortise.permissions.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.Caller;
import io.mortise.permissions.internal.administration.Entries.Entry;
import io.mortise.permissions.internal.administration.Kind;
import io.mortise.permissions.internal.administration.Refusals;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Page;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import io.mortise.rest.Texts;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What all resources of the policy answer alike: pages by id, tags that are versions, names in the caller's language. */
@Component(service = Wire.class)
public final class Wire {

    private static final Pattern ETAG = Pattern.compile("\"(\\d{1,18})\"");
    private final Texts texts;

    @Activate
    public Wire(@Reference Texts texts) {
        this.texts = texts;
    }

    /** One thing as JSON; what was delivered has its name in the caller's language beside it. */
    <T> ObjectNode json(Kind<T> kind, T one) {
        ObjectNode json = kind.write().apply(one);
        if (json.hasNonNull("key")) {
            String key = (kind == Kind.CONFLICT ? "conflict." : "preset.")
                    + json.path("key").asText() + ".name";
            String label = texts.text(Caller.current().locale(), key, Map.of());
            json.put("label", label.equals(key) ? json.path("name").asText() : label);
        }
        return json;
    }

    <T> Page<ObjectNode> page(
            Kind<T> kind,
            Entry<List<T>> all,
            Predicate<T> wanted,
            @Nullable String limitText,
            @Nullable String cursor) {
        int limit = limit(limitText);
        UUID after = after(kind.key(), cursor);
        List<T> rows = all.value().stream()
                .filter(wanted)
                .filter(one -> after == null || compare(kind.id().apply(one), after) > 0)
                .sorted(Comparator.comparing(kind.id(), Wire::compare))
                .limit(limit + 1L)
                .toList();
        boolean more = rows.size() > limit;
        List<T> some = more ? rows.subList(0, limit) : rows;
        return new Page<>(
                some.stream().map(one -> json(kind, one)).toList(),
                more ? cursor(kind.key(), kind.id().apply(some.getLast())) : null);
    }

    <T> Response read(Kind<T> kind, Entry<T> entry, Request request) {
        var tag = new EntityTag(Long.toString(entry.version()));
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        return unchanged != null ? unchanged.build() : answer(kind, Response.ok(), entry);
    }

    <T> Response created(Kind<T> kind, Entry<T> entry) {
        return answer(
                kind,
                Response.created(URI.create(
                        "/api/access/" + kind.key() + "s/" + kind.id().apply(entry.value()))),
                entry);
    }

    <T> Response answer(Kind<T> kind, Response.ResponseBuilder answer, Entry<T> entry) {
        return answer.tag(new EntityTag(Long.toString(entry.version())))
                .entity(json(kind, entry.value()))
                .build();
    }

    /** The version the caller saw. A tag that is none of ours can't match, so it is stale. */
    static long seen(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw Refusals.revisionRequired();
        }
        Matcher tag = ETAG.matcher(ifMatch.strip());
        return tag.matches() ? Long.parseLong(tag.group(1)) : -1;
    }

    static String reason(@Nullable String reason) {
        return reason == null ? "" : reason.strip();
    }

    static int limit(@Nullable String text) {
        if (text == null) {
            return 50;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= 1 && value <= 1000) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, with the bounds
        }
        throw ProblemException.invalid(
                List.of(new FieldFault("?limit", "out-of-range", Map.of("min", 1, "max", 1000))));
    }

    static @Nullable UUID uuid(String name, @Nullable String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(
                    List.of(new FieldFault("?" + name, "wrong-type", Map.of("expected", "a UUID"))));
        }
    }

    private static @Nullable UUID after(String list, @Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith(list + ":")) {
                return UUID.fromString(text.substring(list.length() + 1));
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new ProblemException(Problem.of("invalid-cursor", 400));
    }

    private static String cursor(String list, UUID last) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((list + ":" + last).getBytes(StandardCharsets.UTF_8));
    }

    private static int compare(UUID one, UUID other) {
        return one.toString().compareTo(other.toString());
    }
}
