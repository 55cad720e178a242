/**
 * Topics in the store: events, pages and publications. Begin with {@link dev.sluice.store.topic.TopicSource}.
 * Interfaces and values only.
 */
package dev.sluice.store.topic;
