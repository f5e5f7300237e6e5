package io.mortise.kernel.gateway;

import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.spi.Container;

/** What Jersey wants to see when an application ends. */
record ClosedContainer(ApplicationHandler handler) implements Container {

    @Override
    public ResourceConfig getConfiguration() {
        return handler.getConfiguration();
    }

    @Override
    public ApplicationHandler getApplicationHandler() {
        return handler;
    }

    @Override
    public void reload() {
        throw new UnsupportedOperationException("an application is built anew, never reloaded");
    }

    @Override
    public void reload(ResourceConfig configuration) {
        reload();
    }
}
