package io.mortise.customer.internal.timeline;

import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import io.mortise.timeline.TimelineEntry;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a page begins: before this moment and id, or at the newest. Belongs to one customer; another's is refused. */
record TimelineCursor(@Nullable Instant at, @Nullable UUID id) {

    private static final int LENGTH = 8 + 8 + 4 + 16;

    static TimelineCursor parse(UUID customer, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return new TimelineCursor(null, null);
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() != LENGTH || bytes.getLong() != mark(customer)) {
                throw refused();
            }
            Instant at = Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
            // Whatever no database can hold is no cursor of ours.
            if (at.isBefore(Instant.EPOCH) || at.isAfter(Instant.parse("9999-01-01T00:00:00Z"))) {
                throw refused();
            }
            return new TimelineCursor(at, new UUID(bytes.getLong(), bytes.getLong()));
        } catch (IllegalArgumentException | DateTimeException | BufferUnderflowException | ArithmeticException e) {
            throw refused();
        }
    }

    static String after(UUID customer, TimelineEntry last) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH)
                .putLong(mark(customer))
                .putLong(last.at().getEpochSecond())
                .putInt(last.at().getNano())
                .putLong(last.id().getMostSignificantBits())
                .putLong(last.id().getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    private static long mark(UUID customer) {
        return customer.getMostSignificantBits() ^ customer.getLeastSignificantBits();
    }

    private static ProblemException refused() {
        return new ProblemException(Problem.of("invalid-cursor", 400));
    }
}
