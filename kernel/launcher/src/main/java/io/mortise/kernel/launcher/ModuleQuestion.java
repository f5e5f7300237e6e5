package io.mortise.kernel.launcher;

import io.mortise.kernel.spi.ModuleRuntime;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.Worlds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Whether every module that is wanted serves and is well, for {@code /readyz}. */
record ModuleQuestion(Worlds worlds, ModuleRuntime runtime) implements Supplier<List<String>> {

    @Override
    public List<String> get() {
        var missing = new ArrayList<String>();
        worlds.current().seats().values().forEach(seat -> {
            if (seat instanceof Seat.Failed(String id, String version, String reason)) {
                missing.add(id + " " + version + " could not start: " + reason);
            }
        });
        runtime.check().forEach((module, wrong) -> wrong.forEach(reason -> missing.add(module + ": " + reason)));
        return missing;
    }
}
