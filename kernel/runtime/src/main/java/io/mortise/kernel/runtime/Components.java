package io.mortise.kernel.runtime;

import io.mortise.kernel.spi.Sentence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/**
 * Makes a started bundle's components active, and tells in sentences why one is not. A component that offers a service
 * is by itself only activated when somebody asks for it: then a constructor that throws would be met by the first request.
 */
final class Components {

    private final BundleContext context;

    Components(BundleContext context) {
        this.context = context;
    }

    /** Asks for every service of the bundle, once; runs the module's code. They stay active while the bundle runs. */
    void activate(Bundle bundle) {
        ServiceReference<?>[] registered = bundle.getRegisteredServices();
        for (ServiceReference<?> reference : registered == null ? new ServiceReference<?>[0] : registered) {
            Object service = context.getService(reference);
            boolean shared = Constants.SCOPE_SINGLETON.equals(reference.getProperty(Constants.SERVICE_SCOPE))
                    || Constants.SCOPE_BUNDLE.equals(reference.getProperty(Constants.SERVICE_SCOPE));
            if (service != null && !shared) {
                context.ungetService(reference);
            }
        }
    }

    /** Why components are not active: first those that failed, then those whose needs nobody meets. */
    List<Sentence> problems(Bundle bundle) {
        ServiceReference<ServiceComponentRuntime> reference =
                context.getServiceReference(ServiceComponentRuntime.class);
        ServiceComponentRuntime runtime = reference == null ? null : context.getService(reference);
        if (runtime == null) {
            return bundle.getHeaders("").get("Service-Component") == null
                    ? List.of()
                    : List.of(Sentence.of("runtime.component.no-runtime"));
        }
        Collection<ComponentDescriptionDTO> descriptions = runtime.getComponentDescriptionDTOs(bundle);
        var failed = new ArrayList<Sentence>();
        var missing = new ArrayList<Sentence>();
        var consequences = new ArrayList<Sentence>();
        Set<String> own = descriptions.stream()
                .flatMap(description -> Arrays.stream(description.serviceInterfaces))
                .collect(Collectors.toSet());
        for (ComponentDescriptionDTO description : descriptions) {
            if (!runtime.isComponentEnabled(description) || description.factory != null) {
                continue;
            }
            Collection<ComponentConfigurationDTO> configurations = runtime.getComponentConfigurationDTOs(description);
            if (configurations.isEmpty()) {
                missing.add(Sentence.of("runtime.component.no-configuration", "component", description.name));
            }
            for (ComponentConfigurationDTO configuration : configurations) {
                switch (configuration.state) {
                    case ComponentConfigurationDTO.FAILED_ACTIVATION ->
                        failed.add(Sentence.of(
                                "runtime.component.failed",
                                "component",
                                description.name,
                                "reason",
                                reason(configuration.failure)));
                    case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
                        missing.add(Sentence.of("runtime.component.no-configuration", "component", description.name));
                    case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
                        Arrays.stream(configuration.unsatisfiedReferences).forEach(unsatisfied -> {
                            String service = wanted(description, unsatisfied)
                                    .map(found -> found.interfaceName)
                                    .orElse(unsatisfied.name);
                            (own.contains(service) ? consequences : missing)
                                    .add(unsatisfied(description, unsatisfied, service));
                        });
                    default -> {
                        // Satisfied or active.
                    }
                }
            }
        }
        failed.addAll(missing);
        failed.addAll(consequences);
        return List.copyOf(failed);
    }

    private static Sentence unsatisfied(
            ComponentDescriptionDTO description, UnsatisfiedReferenceDTO unsatisfied, String service) {
        String target = unsatisfied.target;
        return Sentence.of(
                target == null ? "runtime.component.unsatisfied" : "runtime.component.unsatisfied-target",
                "component",
                description.name,
                "reference",
                unsatisfied.name,
                "service",
                service,
                "target",
                target == null ? "" : target);
    }

    private static Optional<ReferenceDTO> wanted(
            ComponentDescriptionDTO description, UnsatisfiedReferenceDTO unsatisfied) {
        return Arrays.stream(description.references)
                .filter(reference -> reference.name.equals(unsatisfied.name))
                .findFirst();
    }

    /** The causes of a failure out of its stack trace, the last one being what the author must mend. */
    private static String reason(@Nullable String failure) {
        if (failure == null) {
            return "?";
        }
        List<String> causes = failure.lines()
                .filter(line -> !line.startsWith("\t") && !line.isBlank())
                .map(line -> line.replaceFirst("^Caused by: ", ""))
                .filter(line -> !line.startsWith("java.lang.reflect.InvocationTargetException"))
                .toList();
        return causes.isEmpty() ? failure.lines().findFirst().orElse("?") : causes.getLast();
    }
}
