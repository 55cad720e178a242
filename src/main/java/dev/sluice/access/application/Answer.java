package dev.sluice.access.application;

import dev.sluice.access.Access;
import java.time.Duration;

/**
 * An answer that grants access.
 *
 * @param fresh how long it may be kept for equal requests
 * @param bytes the length of its body
 */
record Answer(Access access, Duration fresh, int bytes) {}
