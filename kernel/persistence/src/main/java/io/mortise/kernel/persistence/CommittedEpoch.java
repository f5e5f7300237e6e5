package io.mortise.kernel.persistence;

import io.mortise.access.PolicyEpoch;
import io.mortise.access.SignInEpoch;

/**
 * An epoch of this process: there is one of decisions and one of sign-ins. It is unknown from the moment somebody says that he changes it until his transaction has ended, so
 * nothing that was computed between the commit and the next epoch is ever kept.
 */
final class CommittedEpoch implements PolicyEpoch, SignInEpoch {

    private final Transactions units;
    private long epoch;
    private int changing;

    /** What is answered; one word, so that asking needs no lock. */
    private volatile long answer;

    CommittedEpoch(Transactions units) {
        this.units = units;
    }

    @Override
    public long current() {
        return answer;
    }

    @Override
    public void advance() {
        UnitOfWork unit = units.require();
        if (!unit.writing()) {
            throw new IllegalStateException("the epoch ends in a writing unit of work only");
        }
        unit.part(this, Change.class, () -> begin(unit));
    }

    private synchronized Change begin(UnitOfWork unit) {
        changing++;
        answer = -1;
        unit.atEnd(this::ended);
        return new Change();
    }

    private synchronized void ended() {
        epoch++;
        changing--;
        answer = changing == 0 ? epoch : -1;
    }

    /** Marks a unit of work that has said so. */
    private static final class Change implements UnitOfWork.Part {
        @Override
        public void close() {}
    }
}
