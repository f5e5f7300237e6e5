package io.mortise.kernel.runtime;

import io.mortise.kernel.spi.InstancePart;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.Wording;
import io.mortise.module.Health;
import io.mortise.module.HealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** Asks an instance whether it is well: its components, its own health checks, then every part of the kernel. */
final class HealthGate {

    private final BundleContext context;
    private final Components components;
    private final List<InstancePart> parts;
    private final Duration limit;
    private final Wording wording = Wording.ofKernel("runtime");

    /** @param limit for one health check, and for one part */
    HealthGate(BundleContext context, Components components, List<InstancePart> parts, Duration limit) {
        this.context = context;
        this.components = components;
        this.parts = parts;
        this.limit = limit;
    }

    /** What is wrong, in English, for the operator; empty when well. */
    List<String> ask(ModuleInstance instance) throws InterruptedException {
        var problems = new ArrayList<String>();
        // A component goes when the service it needs is withdrawn, also long after the instance was published.
        components.problems(instance.bundle()).forEach(problem -> problems.add(wording.say(Locale.ENGLISH, problem)));
        ServiceReference<?>[] registered = instance.bundle().getRegisteredServices();
        for (ServiceReference<?> reference : registered == null ? new ServiceReference<?>[0] : registered) {
            if (Arrays.asList((String[]) reference.getProperty(Constants.OBJECTCLASS))
                    .contains(HealthCheck.class.getName())) {
                askCheck(instance, reference, problems);
            }
        }
        for (InstancePart part : parts) {
            askPart(instance, part, problems);
        }
        return List.copyOf(problems);
    }

    private void askCheck(ModuleInstance instance, ServiceReference<?> reference, List<String> problems)
            throws InterruptedException {
        if (!(context.getService(reference) instanceof HealthCheck check)) {
            return;
        }
        String name = String.valueOf(reference.getProperty("component.name"));
        try {
            Health health = Limited.call("health of " + instance, limit, check::check);
            if (!health.well()) {
                problems.add(say("runtime.health.sick", "check", check.name(), "detail", health.detail()));
            }
        } catch (Limited.LateException e) {
            problems.add(say("runtime.health.late", "check", name, "seconds", limit.toMillis() / 1000.0));
        } catch (ExecutionException e) {
            problems.add(say("runtime.health.failed", "check", name, "reason", String.valueOf(e.getCause())));
        } finally {
            context.ungetService(reference);
        }
    }

    private void askPart(ModuleInstance instance, InstancePart part, List<String> problems)
            throws InterruptedException {
        try {
            problems.addAll(part.check(instance));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            problems.add(say("runtime.health.failed", "check", part.name(), "reason", e.toString()));
        }
    }

    private String say(String key, Object... pairs) {
        var values = new java.util.HashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], pairs[i + 1]);
        }
        return wording.say(Locale.ENGLISH, key, Map.copyOf(values));
    }
}
