package dev.sluice.access.application;

import java.net.http.HttpRequest;

/**
 * A request to the application.
 *
 * @param key a hash of all that is sent for the client; equal for equal requests only
 */
record ApplicationRequest(String key, HttpRequest http) {}
