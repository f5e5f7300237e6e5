package io.mortise.kernel.runtime;

import java.util.List;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;

/**
 * Lets bundles with entities see what Hibernate's generated proxies refer to. A lazy proxy is defined in the module's own
 * loader; without these packages the session factory builds well and the first request dies (PLATFORM.md, section 4). An
 * author would have to know that; so the kernel does.
 */
final class EntityWeaver implements WeavingHook {

    /** The header that names a module's entities. */
    static final String HEADER = "Mortise-Entities";

    private static final List<String> PACKAGES = List.of(
            "org.hibernate.proxy",
            "org.hibernate.bytecode.spi",
            "org.hibernate.engine.spi",
            "org.hibernate.bytecode.enhance.spi.interceptor");

    @Override
    public void weave(WovenClass woven) {
        if (woven.getBundleWiring().getBundle().getHeaders("").get(HEADER) == null) {
            return;
        }
        List<String> imports = woven.getDynamicImports();
        for (String name : PACKAGES) {
            if (!imports.contains(name)) {
                imports.add(name);
            }
        }
    }
}
