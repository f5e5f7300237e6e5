package io.mortise.kernel.persistence;

class H2ScopedListTest extends ScopedListContract {

    @Override
    DatabaseSettings settings() {
        return DatabaseSettings.h2();
    }
}
