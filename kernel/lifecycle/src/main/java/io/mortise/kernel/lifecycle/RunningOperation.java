package io.mortise.kernel.lifecycle;

import io.mortise.kernel.lifecycle.Operation.Phase;
import io.mortise.kernel.lifecycle.Operation.Step;
import io.mortise.kernel.spi.Sentence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The operation that runs: its thread writes, anybody reads and waits. A step is on the disk before it is told and before
 * it is taken. Thread-safe.
 */
final class RunningOperation {

    private final OperationLog log;
    private final List<Step> steps = new ArrayList<>();
    private Operation operation;
    private boolean cancelled;

    RunningOperation(OperationLog log, Operation operation) {
        this.log = log;
        this.operation = operation;
    }

    synchronized Operation operation() {
        return operation;
    }

    synchronized List<Step> steps() {
        return List.copyOf(steps);
    }

    /** Records a step of this phase. */
    void step(Phase phase, Sentence text) {
        int position;
        synchronized (this) {
            position = steps.size() + 1;
        }
        var step = new Step(position, phase, text, Instant.now());
        log.step(operation().id(), step);
        synchronized (this) {
            steps.add(step);
            operation = operation.at(phase);
            notifyAll();
        }
    }

    /** Records the end. */
    void end(Operation ended) {
        log.end(ended);
        synchronized (this) {
            operation = ended;
            notifyAll();
        }
    }

    /** Asks it to stop. False when it is too late for that. */
    synchronized boolean cancel() {
        boolean possible = switch (operation.phase()) {
            case PREPARING, WATCHING -> operation.running();
            default -> false;
        };
        cancelled |= possible;
        notifyAll();
        return possible;
    }

    synchronized boolean cancelled() {
        return cancelled;
    }

    /** Pauses, shorter when it is asked to stop. */
    synchronized void pause(Duration length) throws InterruptedException {
        if (!cancelled) {
            wait(Math.max(1, length.toMillis()));
        }
    }

    /** Waits until there are more steps than these, or it has ended, or the time is over. */
    synchronized void awaitNews(int known, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (steps.size() <= known && operation.running()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }
}
