package io.mortise.kernel.messaging;

import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A job that keeps the payloads of its runs, and does what a test says. */
final class Works implements Job {

    /** What a run does. */
    interface Step {
        void run(JobRun run) throws Exception;
    }

    final List<String> payloads = new CopyOnWriteArrayList<>();
    private final String name;
    private final Schedule schedule;
    volatile Step step = run -> {};

    Works(String name, Schedule schedule) {
        this.name = name;
        this.schedule = schedule;
    }

    static Works onDemand(String name) {
        return new Works(name, Schedule.onDemand());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Schedule schedule() {
        return schedule;
    }

    @Override
    public void run(JobRun run) throws Exception {
        payloads.add(run.payload());
        step.run(run);
    }
}
