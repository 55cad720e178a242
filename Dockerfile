# docker build -t sluice .                 docs/containers.md says how to run the image.

# The jar. It is the same for all platforms, so it is built on the builder's own.
FROM --platform=$BUILDPLATFORM debian:bookworm-slim AS jar
RUN apt-get update \
 && apt-get install -y --no-install-recommends maven openjdk-17-jdk-headless \
 && rm -rf /var/cache/apt/* /var/lib/apt/lists/*
WORKDIR /src
COPY .mvn .mvn
COPY pom.xml .
COPY webapp webapp
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q -Dmaven.test.skip -Dspotless.check.skip package

# A Java runtime with the modules that the jar needs, TLS with elliptic curves, jcmd for thread dumps, and zipfs, by which
# Jetty finds the pages in the jar.
FROM debian:bookworm-slim AS runtime
RUN apt-get update \
 && apt-get install -y --no-install-recommends binutils openjdk-17-jdk-headless \
 && rm -rf /var/cache/apt/* /var/lib/apt/lists/*
# Options that JAVA_TOOL_OPTIONS overrides. A quarter for the heap leaves as much outside it, and room for the rest even
# of 256 MB; both percentages, since the JVM would take more of a small container.
RUN jlink --output /opt/java --compress=2 --no-header-files --no-man-pages --strip-debug \
      --add-modules java.logging,java.management,java.naming,java.net.http,java.xml,jdk.crypto.ec,jdk.jcmd,jdk.management,jdk.unsupported,jdk.zipfs \
      --add-options="-XX:MaxRAMPercentage=25 -XX:MinRAMPercentage=25 -Djna.boot.library.path=/usr/lib/sluice -Djna.nounpack=true" \
 && /opt/java/bin/java -Xshare:dump
COPY --from=jar /src/target/sluice.jar /usr/share/sluice/
# Out of the jar, since JNA could not unpack it into a file system that is read-only.
RUN cd /usr/lib \
 && jar xf /usr/share/sluice/sluice.jar "com/sun/jna/linux-$(uname -m | tr _ -)/libjnidispatch.so" \
 && mv com/sun/jna/linux-* sluice

FROM debian:bookworm-slim
# The embedded Redis needs libssl3.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libssl3 \
 && rm -rf /var/cache/apt/* /var/lib/apt/lists/* \
 && groupadd --gid 10001 sluice \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin sluice
COPY --from=runtime /opt/java /opt/java
COPY --from=runtime /usr/lib/sluice /usr/lib/sluice
COPY --from=runtime /usr/share/sluice /usr/share/sluice
COPY deploy/image/ /usr/bin/
# UTF-8, or the JVM could not read names of channels in the environment that are not ASCII.
# The two of malloc: memory outside the heap goes back to the system, which else would stay in pieces.
ENV LANG=C.UTF-8 MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=131072 SLUICE_REDIS_REQUIRED=on
LABEL org.opencontainers.image.title="Sluice" \
      org.opencontainers.image.description="Delivers what an application writes to Redis to browsers, over Server-Sent Events." \
      org.opencontainers.image.licenses="Apache-2.0"
# Numbers, so that Kubernetes can see that it is not root.
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["sluice-health"]
ENTRYPOINT ["sluice"]
