package io.mortise.kernel.persistence.files;

import io.mortise.kernel.persistence.DatabaseSettings;

class H2FileStoreTest extends FileStoreContract {

    @Override
    DatabaseSettings settings() {
        return DatabaseSettings.h2();
    }
}
