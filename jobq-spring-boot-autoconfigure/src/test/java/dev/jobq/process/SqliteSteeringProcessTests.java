package dev.jobq.process;

import java.nio.file.Path;
import javax.sql.DataSource;

/** Operators and a worker on one SQLite file. */
class SqliteSteeringProcessTests extends SteeringProcessContract {

    @Override
    String newDatabase() {
        return folder.resolve("jobs.db").toString();
    }

    @Override
    DataSource dataSource(String database) {
        return ApplicationWriter.dataSource(Path.of(database));
    }
}
