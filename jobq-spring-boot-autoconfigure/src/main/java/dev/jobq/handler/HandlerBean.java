package dev.jobq.handler;

import java.util.function.Supplier;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;

/**
 * A bean that may have handler methods, not necessarily made yet: a handler that injects the queue is made after the
 * queue, which has to know the handlers.
 *
 * @param type its class, not that of a proxy around it
 * @param instance gives the bean, proxies included; asked at the first call of one of its methods
 */
public record HandlerBean(Class<?> type, Supplier<?> instance) {

    public HandlerBean {
        type = ClassUtils.getUserClass(type);
    }

    /** A bean that exists. */
    public static HandlerBean of(Object bean) {
        return new HandlerBean(AopUtils.getTargetClass(bean), () -> bean);
    }
}
