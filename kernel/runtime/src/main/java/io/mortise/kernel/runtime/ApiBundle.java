package io.mortise.kernel.runtime;

import org.osgi.framework.Bundle;

/**
 * An installed API bundle.
 *
 * @param archive what it was installed from; kept, because it is installed once more when an API it is wired to changes
 */
record ApiBundle(ApiArchive archive, Bundle bundle) {

    String name() {
        return archive.name();
    }

    long id() {
        return bundle.getBundleId();
    }
}
