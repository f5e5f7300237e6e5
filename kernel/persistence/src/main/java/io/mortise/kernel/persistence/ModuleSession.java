package io.mortise.kernel.persistence;

import java.sql.Connection;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/** A module's sessions in one unit of work; both on its guarded connection, both opened when first needed. */
final class ModuleSession implements UnitOfWork.Part {

    private final Connection guarded;
    private final SessionFactory factory;
    private @Nullable Session session;
    private @Nullable StatelessSession stateless;

    ModuleSession(Connection guarded, SessionFactory factory) {
        this.guarded = guarded;
        this.factory = factory;
    }

    /** For one entity; flushed by hand, so that each write has its own handle. */
    Session session() {
        if (session == null) {
            session = factory.withOptions()
                    .connection(guarded)
                    .flushMode(FlushMode.MANUAL)
                    .openSession();
        }
        return session;
    }

    /** For many new ones. */
    StatelessSession stateless() {
        if (stateless == null) {
            stateless = factory.withStatelessOptions().connection(guarded).openStatelessSession();
        }
        return stateless;
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
        if (stateless != null) {
            stateless.close();
        }
    }
}
