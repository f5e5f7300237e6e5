package io.mortise.kernel.persistence;

import java.sql.Connection;
import java.util.List;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.Transaction;
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

    /** Many new ones. Hibernate sends batches only inside a transaction of its own, which here ends without effect. */
    void insertBatch(List<?> entities) {
        StatelessSession many = stateless();
        Transaction transaction = many.beginTransaction();
        try {
            many.insertMultiple(entities);
            transaction.commit();
        } catch (RuntimeException failure) {
            transaction.rollback();
            throw failure;
        }
    }

    /** Writes what was changed in many, in batches; as with many new ones. */
    void flushBatch() {
        Session many = session();
        Transaction transaction = many.beginTransaction();
        try {
            many.flush();
            transaction.commit();
        } catch (RuntimeException failure) {
            transaction.rollback();
            throw failure;
        }
    }

    private StatelessSession stateless() {
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
