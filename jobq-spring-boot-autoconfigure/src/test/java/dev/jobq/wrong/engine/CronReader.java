package dev.jobq.wrong.engine;

/** Reads cron expressions where it should not. */
public class CronReader {

    org.springframework.scheduling.support.CronExpression expression;
}
