package io.mortise.kernel.spi;

import io.mortise.access.Permission;
import java.util.List;

/** What the kernel itself protects (DECISIONS.md 1). Names are constants, for use in annotations. */
public final class KernelPermissions {

    /** Modules, plans and operations. */
    public static final String MODULE = "kernel.module";

    /** Dead letters and jobs. */
    public static final String MESSAGE = "kernel.message";

    public static final String LIST = "list";
    public static final String READ = "read";
    public static final String PLAN = "plan";
    public static final String INSTALL = "install";
    public static final String REPEAT = "repeat";
    public static final String DISCARD = "discard";

    private KernelPermissions() {}

    /** All of them. */
    public static List<Permission> all() {
        return List.of(
                new Permission(MODULE, LIST),
                new Permission(MODULE, READ),
                new Permission(MODULE, PLAN),
                new Permission(MODULE, INSTALL),
                new Permission(MESSAGE, LIST),
                new Permission(MESSAGE, REPEAT),
                new Permission(MESSAGE, DISCARD));
    }
}
