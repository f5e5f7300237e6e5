package io.mortise.kernel.messaging;

import io.mortise.kernel.persistence.DatabaseSettings;

class H2JobsTest extends JobsContract {

    @Override
    DatabaseSettings database() {
        return DatabaseSettings.h2();
    }
}
