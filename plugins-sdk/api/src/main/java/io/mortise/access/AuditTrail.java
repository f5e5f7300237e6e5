package io.mortise.access;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where the kernel writes what was done and what was refused. The access module provides it; while nobody does, the kernel
 * writes to the log. Called in the unit of work of what was done; for a refusal, in one of its own.
 */
@ConsumerType
public interface AuditTrail {

    /** Keeps an entry for ever. */
    void record(AuditEntry entry);
}
