package dev.jobq.process;

/** The same with a worker that hears nothing. */
class UnheardSteeringProcessTests extends PostgresSteeringProcessTests {

    @Override
    boolean hears() {
        return false;
    }
}
