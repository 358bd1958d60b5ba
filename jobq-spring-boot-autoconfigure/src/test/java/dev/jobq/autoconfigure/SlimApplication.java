package dev.jobq.autoconfigure;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** A whole application, started on a class path from which some jars were taken. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SlimApplication {

    private static final CountDownLatch RAN = new CountDownLatch(1);

    @JobHandler(topic = "slim")
    void run() {
        RAN.countDown();
    }

    /** Runs one job to its end. Returns the beans' names, or throws. */
    public static String start(String... properties) throws Exception {
        SpringApplication application = new SpringApplication(SlimApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        String[] arguments =
                Arrays.stream(properties).map(property -> "--" + property).toArray(String[]::new);
        try (ConfigurableApplicationContext context = application.run(arguments)) {
            JobQueue queue = context.getBean(JobQueue.class);
            JobId id = queue.enqueue("slim", null);
            if (!RAN.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The job did not run: " + queue.get(id));
            }
            if (queue.get(id).map(job -> job.status() == JobStatus.DISCARDED).orElse(true)) {
                throw new IllegalStateException("The job was lost");
            }
            return Arrays.stream(context.getBeanDefinitionNames()).collect(Collectors.joining(" "));
        }
    }
}
