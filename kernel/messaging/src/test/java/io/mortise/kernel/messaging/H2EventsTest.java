package io.mortise.kernel.messaging;

import io.mortise.kernel.persistence.DatabaseSettings;

class H2EventsTest extends EventsContract {

    @Override
    DatabaseSettings database() {
        return DatabaseSettings.h2();
    }
}
