package dev.jobq.process;

import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobQueue;
import dev.jobq.NewJob;
import java.io.IOException;
import java.io.OutputStream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An application that ends when a handler of its throws an Error. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class ExitingApplication {

    /** Arguments: the database, and how many jobs to enqueue. The first one fails once. */
    public static void main(String[] args) throws IOException {
        SpringApplication application = new SpringApplication(ExitingApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        ConfigurableApplicationContext context = application.run(
                (Databases.isPostgres(args[0]) ? "--spring.datasource.url=" : "--jobq.sqlite.path=") + args[0],
                "--jobq.worker.exit-on-error=true",
                "--jobq.topics.exiting.concurrency=1",
                "--spring.flyway.enabled=false");
        JobQueue queue = context.getBean(JobQueue.class);
        int jobs = Integer.parseInt(args[1]);
        queue.enqueueAll(java.util.stream.IntStream.range(0, jobs)
                .mapToObj(number -> NewJob.of("exiting", number).type("exiting"))
                .toList());
        System.in.transferTo(OutputStream.nullOutputStream());
        context.close();
    }

    @JobHandler(topic = "exiting", type = "exiting")
    void run(int number, JobContext job) {
        System.out.println("ran " + number + " attempt " + job.attempt());
        if (number == 0 && job.attempt() == 1) {
            throw new NoClassDefFoundError("gone");
        }
    }
}
