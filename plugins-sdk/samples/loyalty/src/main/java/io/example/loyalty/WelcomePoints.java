package io.example.loyalty;

import io.mortise.customer.CustomerEvent;
import io.mortise.message.Delivery;
import io.mortise.message.EventListener;
import io.mortise.rest.Texts;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Every new customer gets ten points; the event's own id makes them ten also when it is delivered twice. */
@Component
public final class WelcomePoints implements EventListener<CustomerEvent.Registered> {

    private final Points points;
    private final Texts texts;

    @Activate
    public WelcomePoints(@Reference Points points, @Reference Texts texts) {
        this.points = points;
        this.texts = texts;
    }

    @Override
    public Class<CustomerEvent.Registered> event() {
        return CustomerEvent.Registered.class;
    }

    @Override
    public void on(CustomerEvent.Registered event, Delivery delivery) {
        points.give(delivery.eventId(), event.customer(), 10, texts.text(Locale.ENGLISH, "welcome", Map.of()));
    }
}
