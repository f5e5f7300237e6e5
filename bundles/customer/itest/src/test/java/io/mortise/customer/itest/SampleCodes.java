package io.mortise.customer.itest;

import io.mortise.customer.internal.domain.CreditCode;
import java.util.concurrent.atomic.AtomicInteger;

/** Credit codes with a right check character, a new one each time. */
final class SampleCodes {

    private static final AtomicInteger LAST = new AtomicInteger();

    private SampleCodes() {}

    static String next() {
        String body = "91350100M" + "%08d".formatted(LAST.incrementAndGet());
        return "0123456789ABCDEFGHJKLMNPQRTUWXY"
                .chars()
                .mapToObj(check -> body + (char) check)
                .filter(CreditCode::valid)
                .findFirst()
                .orElseThrow();
    }
}
