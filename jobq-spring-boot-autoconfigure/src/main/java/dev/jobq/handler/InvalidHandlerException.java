package dev.jobq.handler;

import dev.jobq.JobqException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** A method marked as a handler cannot be one: which, what is wrong, and what to change. Stops the start. */
public final class InvalidHandlerException extends JobqException {

    private final Class<?> beanType;
    private final Method method;
    private final String problem;
    private final String action;

    InvalidHandlerException(
            Class<?> beanType, Method method, String problem, String action, @Nullable Throwable cause) {
        super("%s.%s: %s. %s".formatted(beanType.getName(), method.getName(), problem, action), cause);
        this.beanType = beanType;
        this.method = method;
        this.problem = problem;
        this.action = action;
    }

    /** The class of the bean. */
    public Class<?> beanType() {
        return beanType;
    }

    /** The method that is marked. */
    public Method method() {
        return method;
    }

    /** What is wrong with it. */
    public String problem() {
        return problem;
    }

    /** What to change. */
    public String action() {
        return action;
    }
}
