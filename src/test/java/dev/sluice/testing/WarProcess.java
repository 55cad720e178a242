package dev.sluice.testing;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The packaged WAR in a servlet container, in a Java process of its own that ends as the container does. */
public final class WarProcess implements AutoCloseable {
    /** The containers that there are. */
    public enum Container {
        TOMCAT,
        /** Debian's, of Servlet 6.0. */
        TOMCAT_10,
        JETTY
    }

    private final Path base = TempFiles.folder("sluice-war");
    private final int port = Ports.free();
    private final String path;
    private final ServerProcess process;

    private WarProcess(Setup setup, Map<String, String> environment) throws Exception {
        Container container = setup.container();
        path = setup.path();
        Path war = Path.of(System.getProperty("test.war", "target/sluice.war")).toAbsolutePath();
        List<String> command = new ArrayList<>(Programs.javaCommand());
        if (container == Container.JETTY) {
            command.addAll(List.of(
                    "-cp",
                    jars("jetty", "servlet-api", "slf4j-api", "test-classes"),
                    JettyWar.class.getName(),
                    String.valueOf(port),
                    path.isEmpty() ? "/" : path,
                    war.toString(),
                    String.valueOf(setup.maxConnections())));
        } else {
            layOut(war, setup);
            command.add("-Dcatalina.base=" + base);
            command.addAll(container == Container.TOMCAT ? List.of("-cp", jars("tomcat")) : tomcat10());
            command.addAll(List.of("org.apache.catalina.startup.Bootstrap", "start"));
        }
        process = ServerProcess.start(command, base, environment);
        Await.until("the WAR in " + container, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the container has ended: " + process.output());
            }
            return process.output().contains("Node ");
        });
        process.awaitPort(port);
    }

    /**
     * Starts a container, and the node in it.
     *
     * @param connector attributes of Tomcat's connector, as in its server.xml
     */
    public static WarProcess start(Container container, Map<String, String> environment, String connector)
            throws Exception {
        return new WarProcess(new Setup(container, "", false, 0, connector), environment);
    }

    /**
     * A container as it is set up.
     *
     * @param path the application's context path; empty for the root
     * @param http2 with HTTP/2 in clear text; Jetty always has it
     * @param maxConnections the most connections that it takes; 0 for its default
     * @param attributes of Tomcat's connector, besides
     */
    public record Setup(Container container, String path, boolean http2, int maxConnections, String attributes) {
        /** Starts it, and the node in it. */
        public WarProcess start(Map<String, String> environment) throws Exception {
            return new WarProcess(this, environment);
        }

        private String connector() {
            String limit = maxConnections == 0 ? "" : " maxConnections='" + maxConnections + "' acceptCount='1' ";
            String upgrade = "<UpgradeProtocol className='org.apache.coyote.http2.Http2Protocol'/>";
            return attributes + limit + ">" + (http2 ? upgrade : "");
        }
    }

    /** Where the installed one is. */
    private static List<String> tomcat10() {
        Path programs = Programs.requireFile(Path.of("/usr/share/tomcat10/bin/bootstrap.jar"))
                .getParent();
        return List.of(
                "-Dcatalina.home=" + programs.getParent(),
                "-cp",
                programs.resolve("bootstrap.jar") + File.pathSeparator + programs.resolve("tomcat-juli.jar"));
    }

    /** An installation's own folder, as Tomcat's manual has it, but with one application and no scan of its jars. */
    private void layOut(Path war, Setup setup) throws IOException {
        for (String folder : List.of("conf", "lib", "webapps", "temp", "work", "logs")) {
            Files.createDirectory(base.resolve(folder));
        }
        Files.copy(war, base.resolve("webapps/" + (path.isEmpty() ? "ROOT" : path.substring(1)) + ".war"));
        Files.writeString(base.resolve("conf/web.xml"), """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                  <servlet>
                    <servlet-name>default</servlet-name>
                    <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class>
                  </servlet>
                  <servlet-mapping>
                    <servlet-name>default</servlet-name>
                    <url-pattern>/</url-pattern>
                  </servlet-mapping>
                  <mime-mapping><extension>css</extension><mime-type>text/css</mime-type></mime-mapping>
                  <mime-mapping><extension>html</extension><mime-type>text/html</mime-type></mime-mapping>
                  <mime-mapping><extension>js</extension><mime-type>text/javascript</mime-type></mime-mapping>
                  <mime-mapping><extension>svg</extension><mime-type>image/svg+xml</mime-type></mime-mapping>
                </web-app>
                """);
        Files.writeString(base.resolve("conf/server.xml"), """
                <Server port="-1">
                  <Service name="Catalina">
                    <Connector port="%d" address="127.0.0.1" protocol="HTTP/1.1" %s</Connector>
                    <Engine name="Catalina" defaultHost="localhost">
                      <Host name="localhost" appBase="webapps" unpackWARs="true" autoDeploy="true"/>
                    </Engine>
                  </Service>
                </Server>
                """.formatted(port, setup.connector()));
    }

    /** Of the test's own libraries, those that have one of these words in their path. */
    private static String jars(String... words) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> Stream.of(words).anyMatch(jar::contains))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Returns the address of a path of the application. */
    public URI uri(String inside) {
        return URI.create("http://127.0.0.1:" + port + path + inside);
    }

    public int port() {
        return port;
    }

    public ServerProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
