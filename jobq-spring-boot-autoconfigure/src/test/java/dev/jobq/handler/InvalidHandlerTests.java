package dev.jobq.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jobq.JobHandler;
import dev.jobq.JobQueue;
import dev.jobq.JsonCodec;
import dev.jobq.JsonValue;
import dev.jobq.handler.HandlerRegistryTests.Emails;
import dev.jobq.handler.HandlerRegistryTests.Goodbye;
import dev.jobq.handler.HandlerRegistryTests.Sender;
import dev.jobq.handler.HandlerRegistryTests.Welcome;
import dev.jobq.json.JacksonJsonCodec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;

/** What is refused, and what is said of it. */
// Handlers are found by reflection.
@SuppressWarnings({"UnusedMethod", "UnusedVariable"})
class InvalidHandlerTests {

    private static final JsonCodec CODEC = new JacksonJsonCodec();

    @Test
    void twoHandlersOfOneTypeAreRefused() {
        class Other {
            @JobHandler(topic = "emails", type = "Welcome")
            void also(JsonValue payload) {}
        }

        assertThatExceptionOfType(InvalidHandlerException.class)
                .isThrownBy(() -> HandlerRegistry.of(List.of(new Emails(), new Other()), CODEC))
                .withMessageContaining("type 'Welcome' of topic 'emails'")
                .withMessageContaining("Emails.welcome");
    }

    @Test
    void whatIsWrongWithAHandlerIsSaid() {
        class Blank {
            @JobHandler(topic = " ")
            void run() {}
        }
        class TwoPayloads {
            @JobHandler(topic = "t")
            void run(Welcome one, Goodbye two) {}
        }
        class Unreadable {
            @JobHandler(topic = "t")
            void run(JobQueue queue) {}
        }
        class Timeless {
            @JobHandler(topic = "t", timeout = "soon")
            void run() {}
        }
        class Negative {
            @JobHandler(topic = "t", timeout = "-3s")
            void run() {}
        }
        class TooUrgent {
            @JobHandler(topic = "t", priority = 10)
            void run() {}
        }
        class Never {
            @JobHandler(topic = "t", maxAttempts = -1)
            void run() {}
        }

        assertThat(refusal(new Blank())).contains("topic ' '", "1 to 200 characters");
        assertThat(refusal(new TwoPayloads())).contains("more than one payload", "JobContext");
        assertThat(refusal(new Unreadable())).contains("JobQueue", "cannot be read from a payload");
        assertThat(refusal(new Timeless())).contains("'soon'", "30s");
        assertThat(refusal(new Negative())).contains("'-3s'");
        assertThat(refusal(new TooUrgent())).contains("priority 10", "-9 to 9");
        assertThat(refusal(new Never())).contains("maxAttempts -1");
    }

    public static class HiddenBean implements Sender {
        @Override
        public void send(Welcome payload) {}

        @JobHandler(topic = "emails")
        public void hidden(Welcome payload) {}
    }

    @Test
    void aMethodThatTheProxyHidesIsRefused() {
        Object proxy = interfaceProxy(new HiddenBean());

        InvalidHandlerException refused =
                catchThrowableOfType(InvalidHandlerException.class, () -> HandlerRegistry.of(List.of(proxy), CODEC));

        assertThat(refused.beanType()).isEqualTo(HiddenBean.class);
        assertThat(refused.method().getName()).isEqualTo("hidden");
        assertThat(refused.action()).contains("interface");
    }

    private static String refusal(Object bean) {
        return catchThrowableOfType(InvalidHandlerException.class, () -> HandlerRegistry.of(List.of(bean), CODEC))
                .getMessage();
    }

    private static Object interfaceProxy(Object target) {
        ProxyFactory factory = new ProxyFactory(target);
        factory.setProxyTargetClass(false);
        return factory.getProxy();
    }
}
