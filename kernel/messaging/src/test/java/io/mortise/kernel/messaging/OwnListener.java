package io.mortise.kernel.messaging;

import io.mortise.message.Delivery;
import io.mortise.message.EventListener;

/** A listener that a bundle brings itself; tells by its text what it heard. */
public final class OwnListener implements EventListener<Own> {

    private volatile String heard = "";

    @Override
    public Class<Own> event() {
        return Own.class;
    }

    @Override
    public void on(Own event, Delivery delivery) {
        heard = "heard " + event.key();
    }

    @Override
    public String toString() {
        return heard;
    }
}
