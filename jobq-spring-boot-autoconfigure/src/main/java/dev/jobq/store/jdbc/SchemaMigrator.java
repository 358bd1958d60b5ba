package dev.jobq.store.jdbc;

import dev.jobq.StoreSetupException;
import dev.jobq.store.StoreSettings.SchemaMode;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/**
 * Creates and migrates jobq's tables with a Flyway of its own: its own history table beside the application's, and never a
 * bean, for a second {@code Flyway} bean would silently switch the application's off.
 */
public final class SchemaMigrator {

    private final DataSource dataSource;
    private final String dialect;
    private final String system;

    /**
     * A migrator.
     *
     * @param dialect the folder of the migrations
     */
    public SchemaMigrator(DataSource dataSource, String dialect, String system) {
        this.system = system;
        this.dataSource = dataSource;
        this.dialect = dialect;
    }

    /**
     * Does what the mode says.
     *
     * @throws StoreSetupException if the tables are missing or old (validate), newer than this code, or cannot be made
     */
    public void apply(SchemaMode mode) {
        if (mode == SchemaMode.NONE) {
            return;
        }
        try {
            Flyway flyway = flyway();
            refuseNewer(flyway);
            if (mode == SchemaMode.CREATE) {
                flyway.migrate();
            } else {
                refuseMissing(flyway);
            }
        } catch (FlywayException ex) {
            throw new StoreSetupException(
                    "The tables of jobq.system '%s' could not be prepared: %s".formatted(system, ex.getMessage()), ex);
        }
    }

    /** Takes a while to be set up, so only for those who need it. */
    private Flyway flyway() {
        return Flyway.configure(SchemaMigrator.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:dev/jobq/store/migration/" + dialect)
                .table(system + "_schema_history")
                .placeholders(Map.of("system", system))
                // The schema usually holds the application's tables already; without version 0, V1 would be skipped.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }

    private void refuseNewer(Flyway flyway) {
        for (MigrationInfo info : flyway.info().applied()) {
            if (info.getState().isResolved()) {
                continue;
            }
            if (info.getVersion() != null && info.getType().isSynthetic()) {
                continue;
            }
            throw new StoreSetupException(
                    "The tables of jobq.system '%s' are at version %s, which is newer than this code knows: use a newer jobq, or another jobq.system"
                            .formatted(system, info.getVersion()));
        }
    }

    private void refuseMissing(Flyway flyway) {
        MigrationInfo[] pending = flyway.info().pending();
        if (pending.length > 0) {
            throw new StoreSetupException(
                    "The tables of jobq.system '%s' lack %d migration(s), first %s: start once with jobq.schema.mode=create"
                            .formatted(system, pending.length, pending[0].getVersion()));
        }
    }
}
