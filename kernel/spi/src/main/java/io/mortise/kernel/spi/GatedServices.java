package io.mortise.kernel.spi;

import java.util.Optional;

/** Finds services that modules provide, as the stable gated proxy (PLATFORM.md, section 12). */
public interface GatedServices {

    /**
     * The service, when a serving module provides it. The proxy may be kept; a call after its provider went away throws
     * {@link IllegalStateException}.
     *
     * @param type an interface of the SDK
     */
    <T> Optional<T> find(Class<T> type);
}
