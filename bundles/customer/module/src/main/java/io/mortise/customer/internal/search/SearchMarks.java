package io.mortise.customer.internal.search;

import io.mortise.customer.internal.domain.Pinyin;
import io.mortise.customer.internal.persistence.CustomerEntity;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.data.Database;
import io.mortise.secret.Keys;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What customers are searched by: how the name is said, and keyed hashes of the phone and of its last four digits. Whoever has the
 * database without the keys of the installation can't try numbers against them.
 */
@Component(service = SearchMarks.class)
public final class SearchMarks implements CustomerStore.Marks {

    /** Said of a name in which nothing is Chinese: it was looked at. */
    static final String NOTHING = "";

    static final int TAIL = 4;

    private static final int SHORTEST = 8;
    private static final String WHOLE = "phone";
    private static final String LAST = "phone-tail";

    private final Database database;
    private final Keys keys;

    @Activate
    public SearchMarks(@Reference Database database, @Reference Keys keys) {
        this.database = database;
        this.keys = keys;
    }

    @Override
    public void mark(CustomerEntity row) {
        String phone = row.phone();
        row.searchable(
                Objects.requireNonNullElse(Pinyin.text(row.nameKey()), NOTHING),
                phone == null ? null : whole(phone),
                tail(phone).map(this::last).orElse(null));
    }

    @Override
    public void renamed(long number) {
        NameIndexStore.changed(database, number);
    }

    /** The keyed hash of a number in normal form. */
    String whole(String phone) {
        return keys.hmac(WHOLE, phone);
    }

    /** The keyed hash of four last digits. */
    String last(String tail) {
        return keys.hmac(LAST, tail);
    }

    /** The digits that a masked number shows; a short one shows none. */
    private static Optional<String> tail(@Nullable String phone) {
        String digits = phone == null ? "" : phone.replaceAll("[^0-9]", "");
        return digits.length() < SHORTEST ? Optional.empty() : Optional.of(digits.substring(digits.length() - TAIL));
    }
}
