/** What a node says about itself to load balancers and to its own page, under {@code /health/}. */
package dev.sluice.http.health;
