package dev.jobq.autoconfigure;

import dev.jobq.StoreSetupException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why the store could not be opened. */
final class StoreSetupFailureAnalyzer extends AbstractFailureAnalyzer<StoreSetupException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, StoreSetupException cause) {
        return new FailureAnalysis("jobq cannot open its store. " + cause.getMessage(), """
                Do what the description says, or keep the queue elsewhere: in the database of spring.datasource.url, \
                in that of a DataSource bean marked @JobqDataSource, or, without any DataSource, in the file \
                jobq.sqlite.path.""", cause);
    }
}
