package io.mortise.kernel.persistence;

class H2RecordsTest extends RecordsContract {

    @Override
    DatabaseSettings settings() {
        return DatabaseSettings.h2();
    }
}
