package io.mortise.kernel.launcher.command;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every verb that changes modules can be told. */
final class ApplyOptions {

    @Option(names = "--reason", paramLabel = "TEXT", required = true, descriptionKey = "change.reason")
    String reason = "";

    @Option(names = "--yes", descriptionKey = "change.yes")
    boolean yes;

    @Mixin
    PlanOptions plan = new PlanOptions();
}
