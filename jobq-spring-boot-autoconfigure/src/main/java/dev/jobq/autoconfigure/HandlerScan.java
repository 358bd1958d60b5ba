package dev.jobq.autoconfigure;

import dev.jobq.JsonCodec;
import dev.jobq.handler.HandlerBean;
import dev.jobq.handler.HandlerRegistry;
import java.util.ArrayList;
import java.util.List;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Finds handler methods by the beans' classes, without making a bean: handlers usually inject the queue. */
final class HandlerScan {

    private final ConfigurableListableBeanFactory beans;

    HandlerScan(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    HandlerRegistry scan(JsonCodec codec) {
        List<HandlerBean> found = new ArrayList<>();
        for (String name : beans.getBeanNamesForType(Object.class, true, false)) {
            if (ScopedProxyUtils.isScopedTarget(name)) {
                continue;
            }
            Class<?> type = AutoProxyUtils.determineTargetClass(beans, name);
            if (type != null && HandlerRegistry.isCandidate(type)) {
                found.add(new HandlerBean(type, () -> beans.getBean(name)));
            }
        }
        return HandlerRegistry.scan(found, codec, text -> {
            String resolved = beans.resolveEmbeddedValue(text);
            return resolved == null ? "" : resolved;
        });
    }
}
