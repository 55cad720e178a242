/**
 * Topics in the store: events, pages of them, and what is published. Begin with {@link dev.sluice.store.topic.TopicSource}.
 * Interfaces and values only.
 */
package dev.sluice.store.topic;
