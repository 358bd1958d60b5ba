package dev.jobq.handler;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ReflectionUtils;

/** A marked method of a bean, called through the bean's proxy if it has one. */
final class MarkedMethod {

    private final HandlerBean bean;
    private final Method declared;
    private volatile @Nullable Target target;

    MarkedMethod(HandlerBean bean, Method declared) {
        this.bean = bean;
        this.declared = declared;
    }

    Class<?> beanType() {
        return bean.type();
    }

    Method method() {
        return declared;
    }

    /** Resolves the bean and the method to call on it; a second call does nothing. */
    Target bind() {
        Target bound = target;
        if (bound == null) {
            Object instance = bean.instance().get();
            bound = new Target(instance, invocable(instance));
            target = bound;
        }
        return bound;
    }

    @Nullable Object invoke(@Nullable Object[] arguments) throws Exception {
        Target bound = bind();
        try {
            return bound.method.invoke(bound.bean, arguments);
        } catch (InvocationTargetException ex) {
            ReflectionUtils.rethrowException(ex.getTargetException());
            throw ex;
        }
    }

    InvalidHandlerException invalid(String problem, String action) {
        return new InvalidHandlerException(bean.type(), declared, problem, action, null);
    }

    InvalidHandlerException invalid(String problem, String action, Throwable cause) {
        return new InvalidHandlerException(bean.type(), declared, problem, action, cause);
    }

    private Method invocable(Object instance) {
        try {
            Method method = AopUtils.selectInvocableMethod(declared, instance.getClass());
            ReflectionUtils.makeAccessible(method);
            return method;
        } catch (IllegalStateException ex) {
            throw invalid(
                    "the bean's proxy does not have this method",
                    "Declare it in an interface that the bean implements, make it public, or use class-based proxies.",
                    ex);
        }
    }

    @Override
    public String toString() {
        return "%s.%s".formatted(bean.type().getName(), declared.getName());
    }

    /** What is called. */
    record Target(Object bean, Method method) {}
}
