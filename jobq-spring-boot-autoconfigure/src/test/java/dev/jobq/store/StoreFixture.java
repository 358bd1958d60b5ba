package dev.jobq.store;

import javax.sql.DataSource;

/** One kind of database that the contract runs on. */
public interface StoreFixture {

    /** Moves to an empty place: nothing written so far is seen by stores opened from now on. */
    void reset();

    /** Whether jobq's tables are there already, so that nobody has to see to them. */
    boolean hasTables();

    /** The name that stores should use for their tables, as long as the place stays the same. */
    String system();

    /** Opens a store on this place. A further one is to the first what another process is, where places can be shared. */
    JobStore open(StoreSettings settings, CallerTransaction transaction);

    /** Whether whoever writes waits until nobody else does, as on SQLite. */
    boolean hasOneWriter();

    /** An application's own way to the same database. */
    DataSource dataSource();

    /** A way to another database of this kind, without jobs, whose location names it "elsewhere". */
    DataSource elsewhere();
}
