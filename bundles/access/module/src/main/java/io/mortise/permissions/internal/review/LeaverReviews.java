package io.mortise.permissions.internal.review;

import io.mortise.identity.IdentityEvent;
import io.mortise.message.Delivery;
import io.mortise.message.EventListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whoever left keeps nothing by oversight: his manager says what becomes of it. */
@Component
public final class LeaverReviews implements EventListener<IdentityEvent.Left> {

    private final Reviews reviews;

    @Activate
    public LeaverReviews(@Reference Reviews reviews) {
        this.reviews = reviews;
    }

    @Override
    public Class<IdentityEvent.Left> event() {
        return IdentityEvent.Left.class;
    }

    @Override
    public void on(IdentityEvent.Left event, Delivery delivery) {
        reviews.openMicro(event.person(), "departure");
    }
}
