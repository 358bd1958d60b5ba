package dev.jobq.wrong.engine;

/** Uses every other package. */
public class Thing {

    dev.jobq.wrong.Thing root;
    dev.jobq.wrong.query.Thing query;
    dev.jobq.wrong.json.Thing json;
    dev.jobq.wrong.store.Thing store;
    dev.jobq.wrong.store.jdbc.Thing storeJdbc;
    dev.jobq.wrong.store.jdbc.sqlite.Thing storeJdbcSqlite;
    dev.jobq.wrong.store.jdbc.postgresql.Thing storeJdbcPostgresql;
    dev.jobq.wrong.event.Thing event;
    dev.jobq.wrong.handler.Thing handler;
    dev.jobq.wrong.queue.Thing queue;
    dev.jobq.wrong.recurring.Thing recurring;
    dev.jobq.wrong.standalone.Thing standalone;
    dev.jobq.wrong.actuate.Thing actuate;
    dev.jobq.wrong.web.Thing web;
    dev.jobq.wrong.test.Thing test;
    dev.jobq.wrong.autoconfigure.Thing autoconfigure;
}
