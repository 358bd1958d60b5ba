package dev.jobq.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobSerializationException;
import dev.jobq.JobType;
import dev.jobq.JsonCodec;
import dev.jobq.JsonValue;
import dev.jobq.json.JacksonJsonCodec;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;

// Handlers are found and called by reflection.
@SuppressWarnings({"UnusedMethod", "UnusedVariable"})
class HandlerRegistryTests {

    private static final JsonCodec CODEC = new JacksonJsonCodec();

    record Welcome(String name) {}

    @JobType(value = "bye", topic = "emails", maxAttempts = 3, timeout = "10s")
    record Goodbye(String name) {}

    static class Emails {
        final AtomicInteger calls = new AtomicInteger();

        @JobHandler(topic = "emails", maxAttempts = 5, priority = 3, timeout = "30s", discardOn = IOException.class)
        String welcome(Welcome payload, JobContext context) {
            calls.incrementAndGet();
            return "Hello " + payload.name() + " " + context.id();
        }

        @JobHandler(topic = "emails")
        void bye(Goodbye payload) {}

        @JobHandler(topic = "emails", type = "digest")
        int digest(List<Welcome> payload) {
            return payload.get(0).name().length();
        }
    }

    @Test
    void typesComeFromTheAnnotationThePayloadsAnnotationAndItsName() {
        HandlerRegistry registry = registry(new Emails());

        assertThat(registry.topics()).containsExactly("emails");
        assertThat(registry.types("emails")).containsExactly("Welcome", "bye", "digest");
        assertThat(registry.types("unknown")).isEmpty();
    }

    @Test
    void payloadsOfTheJdkHaveTheDefaultType() {
        class Plain {
            @JobHandler(topic = "text")
            void run(String payload) {}

            @JobHandler(topic = "map")
            void run(Map<String, Object> payload) {}

            @JobHandler(topic = "json")
            void run(JsonValue payload) {}

            @JobHandler(topic = "none")
            void run() {}
        }

        HandlerRegistry registry = registry(new Plain());

        for (String topic : List.of("text", "map", "json", "none")) {
            assertThat(registry.types(topic)).containsExactly("default");
        }
    }

    @Test
    void optionsComeFromTheHandlerThenFromThePayload() {
        HandlerRegistry registry = registry(new Emails());
        HandlerMethod welcome = registry.find("emails", "Welcome").orElseThrow();
        HandlerMethod bye = registry.find("emails", "bye").orElseThrow();

        assertThat(welcome.options().maxAttempts()).isEqualTo(5);
        assertThat(welcome.options().priority()).isEqualTo(3);
        assertThat(welcome.options().timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(welcome.discardsOn(new IOException())).isTrue();
        assertThat(welcome.discardsOn(new IllegalStateException())).isFalse();
        assertThat(bye.options().maxAttempts()).isEqualTo(3);
        assertThat(bye.options().timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(bye.options().priority()).isNull();
    }

    @Test
    void aHandlerIsCalledWithPayloadAndContext() throws Exception {
        HandlerMethod welcome = registry(new Emails()).find("emails", "Welcome").orElseThrow();

        Object payload = welcome.readPayload("{\"name\":\"Ada\"}");

        assertThat(welcome.invoke(new JobCall(context(42), payload))).isEqualTo("Hello Ada 42");
    }

    @Test
    void genericPayloadsAreReadAsDeclared() throws Exception {
        HandlerMethod digest = registry(new Emails()).find("emails", "digest").orElseThrow();

        Object payload = digest.readPayload("[{\"name\":\"Ada\"}]");

        assertThat(digest.invoke(new JobCall(context(1), payload))).isEqualTo(3);
    }

    abstract static class Base<T> {
        @JobHandler(topic = "generic")
        String run(T payload) {
            return payload.getClass().getSimpleName();
        }
    }

    static class OfWelcome extends Base<Welcome> {}

    @Test
    void aTypeParameterIsResolvedByTheBeansClass() throws Exception {
        HandlerMethod handler =
                registry(new OfWelcome()).find("generic", "Welcome").orElseThrow();

        assertThat(handler.invoke(new JobCall(context(1), handler.readPayload("{\"name\":\"x\"}"))))
                .isEqualTo("Welcome");
    }

    @Test
    void whatAHandlerThrowsIsThrownUnwrapped() {
        class Failing {
            @JobHandler(topic = "failing")
            void run() throws IOException {
                throw new IOException("disk");
            }
        }
        HandlerMethod handler =
                registry(new Failing()).find("failing", "default").orElseThrow();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> handler.invoke(new JobCall(context(1), null)))
                .withMessage("disk");
    }

    @Test
    void jsonNullIsNoPrimitive() {
        class Counting {
            @JobHandler(topic = "numbers")
            void run(int payload) {}
        }
        HandlerMethod handler =
                registry(new Counting()).find("numbers", "default").orElseThrow();

        assertThat(handler.readPayload("7")).isEqualTo(7);
        assertThatExceptionOfType(JobSerializationException.class).isThrownBy(() -> handler.readPayload("null"));
    }

    @Test
    void aClassBasedProxyIsCalledThrough() throws Exception {
        Emails target = new Emails();
        AtomicInteger intercepted = new AtomicInteger();
        Object proxy = proxy(target, intercepted, true);
        HandlerMethod welcome = registry(proxy).find("emails", "Welcome").orElseThrow();

        welcome.invoke(new JobCall(context(1), new Welcome("Ada")));

        assertThat(intercepted).hasValue(1);
        assertThat(target.calls).hasValue(1);
    }

    public interface Sender {
        void send(Welcome payload);
    }

    public static class SenderBean implements Sender {
        @Override
        @JobHandler(topic = "emails")
        public void send(Welcome payload) {}
    }

    @Test
    void anInterfaceBasedProxyIsCalledThrough() throws Exception {
        AtomicInteger intercepted = new AtomicInteger();
        Object proxy = proxy(new SenderBean(), intercepted, false);
        assertThat(Proxy.isProxyClass(proxy.getClass())).isTrue();
        HandlerMethod send = registry(proxy).find("emails", "Welcome").orElseThrow();

        send.invoke(new JobCall(context(1), new Welcome("Ada")));

        assertThat(intercepted).hasValue(1);
    }

    @Test
    void beansAreMadeAtTheFirstCallOnly() throws Exception {
        AtomicInteger made = new AtomicInteger();
        HandlerBean bean = new HandlerBean(Emails.class, () -> {
            made.incrementAndGet();
            return new Emails();
        });

        HandlerMethod welcome = HandlerRegistry.scan(List.of(bean), CODEC)
                .find("emails", "Welcome")
                .orElseThrow();
        assertThat(made).hasValue(0);

        welcome.invoke(new JobCall(context(1), new Welcome("Ada")));
        welcome.invoke(new JobCall(context(1), new Welcome("Ada")));
        assertThat(made).hasValue(1);
    }

    private static HandlerRegistry registry(Object bean) {
        return HandlerRegistry.of(List.of(bean), CODEC);
    }

    private static Object proxy(Object target, AtomicInteger intercepted, boolean isClassBased) {
        ProxyFactory factory = new ProxyFactory(target);
        factory.setProxyTargetClass(isClassBased);
        factory.addAdvice((MethodInterceptor) invocation -> {
            intercepted.incrementAndGet();
            return invocation.proceed();
        });
        return factory.getProxy();
    }

    private static JobContext context(long id) {
        return (JobContext) Proxy.newProxyInstance(
                JobContext.class.getClassLoader(), new Class<?>[] {JobContext.class}, (proxy, method, args) -> {
                    if (method.getName().equals("id")) {
                        return new JobId(id);
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
