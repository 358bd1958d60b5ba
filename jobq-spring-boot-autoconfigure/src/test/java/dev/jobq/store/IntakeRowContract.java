package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.JobStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What was enqueued is written once. */
abstract class IntakeRowContract extends StoreContract {

    private static final Duration WAIT = Duration.ofMinutes(5);

    @Test
    void theRowOfAJobStaysAsItWasWritten() throws SQLException {
        JobId id = enqueueOne(draft().delay(WAIT).payload("{\"n\":1}"));
        String written = intakeRow(id);
        stageAll(WAIT);
        worker.end(worker.claimOne(), Move.retry(WAIT, FAILURE));
        assertThat(intakeRow(id)).isEqualTo(written);
        stageAll(WAIT);
        worker.end(worker.claimOne(), Move.snooze(WAIT));
        store.control().retry(id);
        worker.claimOne();
        Worker rescuer = rescueAll();
        ClaimedJob claimed = rescuer.claimOne();
        rescuer.launch(claimed);
        rescuer.end(claimed, Move.park("No handler for this type"));
        store.control().retry(id);
        rescuer.end(rescuer.claimOne(), Move.discard("Done with", FAILURE));
        store.control().retry(id);
        rescuer.end(rescuer.claimOne(), Move.completed("1"));
        assertThat(status(id)).isEqualTo(JobStatus.COMPLETED);
        assertThat(intakeRow(id)).isEqualTo(written);
    }

    /** On PostgreSQL with the transaction that wrote it. */
    private String intakeRow(JobId id) throws SQLException {
        String version = fixture().hasOneWriter() ? "" : ", xmin, ctid";
        try (Connection connection = fixture().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT *%s FROM %s_job WHERE id = %s"
                        .formatted(version, fixture().system(), id))) {
            StringBuilder text = new StringBuilder();
            row.next();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                text.append(row.getMetaData().getColumnName(i))
                        .append('=')
                        .append(row.getString(i))
                        .append(' ');
            }
            return text.toString();
        }
    }
}
