package dev.jobq.autoconfigure;

import dev.jobq.JobContext;
import dev.jobq.JobErrorHandler;
import dev.jobq.JobHandler;
import dev.jobq.RecurringJob;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.aot.BeanRegistrationCode;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/** Keeps handler methods, and what they take and give as JSON, in a native image. */
final class HandlerBeanRegistrationAotProcessor implements BeanRegistrationAotProcessor {

    private static final String OWN_PACKAGE = ClassUtils.getPackageName(JobContext.class);

    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
        Set<Method> methods = MethodIntrospector.selectMethods(
                ClassUtils.getUserClass(registeredBean.getBeanClass()),
                (Method method) -> AnnotatedElementUtils.hasAnnotation(method, JobHandler.class)
                        || AnnotatedElementUtils.hasAnnotation(method, RecurringJob.class)
                        || AnnotatedElementUtils.hasAnnotation(method, JobErrorHandler.class));
        return methods.isEmpty() ? null : new Contribution(new LinkedHashSet<>(methods));
    }

    private record Contribution(Set<Method> methods) implements BeanRegistrationAotContribution {

        @Override
        public void applyTo(GenerationContext generation, BeanRegistrationCode code) {
            RuntimeHints hints = generation.getRuntimeHints();
            BindingReflectionHintsRegistrar json = new BindingReflectionHintsRegistrar();
            for (Method method : methods) {
                hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
                for (Parameter parameter : method.getParameters()) {
                    if (!isOwn(parameter.getType())) {
                        json.registerReflectionHints(hints.reflection(), parameter.getParameterizedType());
                    }
                }
                if (method.getReturnType() != void.class && !isOwn(method.getReturnType())) {
                    json.registerReflectionHints(hints.reflection(), method.getGenericReturnType());
                }
            }
        }

        private static boolean isOwn(Class<?> type) {
            return ClassUtils.getPackageName(type).equals(OWN_PACKAGE);
        }
    }
}
