package io.mortise.kernel.messaging;

import io.mortise.access.Caller;
import io.mortise.message.Delivery;
import io.mortise.message.EventListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Keeps what it hears, unless it is told to fail. */
class Hears implements EventListener<Happened> {

    final List<Happened> heard;
    final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    final List<Caller> callers = new CopyOnWriteArrayList<>();
    final List<Happened> tried = new CopyOnWriteArrayList<>();
    volatile Predicate<Happened> refuses = event -> false;

    Hears() {
        this(new CopyOnWriteArrayList<>());
    }

    /** Shares what it hears with the instances before and after it. */
    Hears(List<Happened> heard) {
        this.heard = heard;
    }

    @Override
    public Class<Happened> event() {
        return Happened.class;
    }

    @Override
    public void on(Happened event, Delivery delivery) throws Exception {
        tried.add(event);
        if (refuses.test(event)) {
            throw new IllegalStateException("refused " + event.key() + " " + event.number());
        }
        callers.add(Caller.current());
        deliveries.add(delivery);
        heard.add(event);
    }

    List<Integer> numbers(String key) {
        return heard.stream()
                .filter(one -> one.key().equals(key))
                .map(Happened::number)
                .toList();
    }
}
