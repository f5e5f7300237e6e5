package io.mortise.kernel.spi;

/** Holds the {@link World} that serves now, behind one volatile field. Only the runtime publishes. */
public final class Worlds {

    private volatile World current = World.empty();

    /** The world now. Read it once per step, and again after a gate refused. */
    public World current() {
        return current;
    }

    /** Replaces the world in one write. */
    public void publish(World next) {
        current = next;
    }
}
