package io.mortise.kernel.persistence;

import java.nio.file.Files;

class H2PersistenceTest extends PersistenceContract {

    @Override
    DatabaseSettings settings() {
        return DatabaseSettings.h2();
    }

    @Override
    DatabaseSettings reopened() {
        return DatabaseSettings.h2();
    }

    @Override
    int backups() throws Exception {
        try (var files = Files.list(folder.resolve("backups"))) {
            return (int) files.filter(file -> file.toString().endsWith(".zip")).count();
        }
    }
}
