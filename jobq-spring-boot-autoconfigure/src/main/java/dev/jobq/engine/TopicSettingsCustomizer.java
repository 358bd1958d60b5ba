package dev.jobq.engine;

/**
 * Has the last word on how a topic is served: for what the configuration cannot say, such as a back-off made in code. Beans of
 * this type are asked in their order, each with what the one before returned.
 */
@FunctionalInterface
public interface TopicSettingsCustomizer {

    /** The settings to use in place of the given ones, of the same topic. */
    TopicSettings customize(TopicSettings topic);
}
