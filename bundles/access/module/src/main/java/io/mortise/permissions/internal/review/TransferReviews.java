package io.mortise.permissions.internal.review;

import io.mortise.identity.IdentityEvent;
import io.mortise.message.Delivery;
import io.mortise.message.EventListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whoever belongs elsewhere now is asked about at once: what he had was for another place. */
@Component
public final class TransferReviews implements EventListener<IdentityEvent.Transferred> {

    private final Reviews reviews;

    @Activate
    public TransferReviews(@Reference Reviews reviews) {
        this.reviews = reviews;
    }

    @Override
    public Class<IdentityEvent.Transferred> event() {
        return IdentityEvent.Transferred.class;
    }

    @Override
    public void on(IdentityEvent.Transferred event, Delivery delivery) {
        reviews.openMicro(event.person(), "transfer");
    }
}
