package io.mortise.kernel.messaging;

import io.mortise.rest.FieldFault;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a page begins: after the id of the last one. */
final class Cursor {

    private static final int MOST = 200;

    private Cursor() {}

    static String write(UUID id) {
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static @Nullable UUID read(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length == 16) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                return new UUID(buffer.getLong(), buffer.getLong());
            }
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of("invalid-cursor", 400), e);
        }
        throw new ProblemException(Problem.of("invalid-cursor", 400));
    }

    /** The limit, or a problem that names it. */
    static int limit(int limit) {
        if (limit < 1 || limit > MOST) {
            throw ProblemException.invalid(
                    List.of(new FieldFault("?limit", "out-of-range", Map.of("least", 1, "most", MOST))));
        }
        return limit;
    }
}
