package dev.sluice.access.application;

import dev.sluice.access.Access;
import java.time.Duration;

/**
 * Access that the application has granted, with what it takes to keep it for equal requests.
 *
 * @param fresh how long it may be kept
 * @param bytes the length of the answer that granted it
 */
record KeepableAccess(Access access, Duration fresh, int bytes) {}
