package dev.jobq.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls an application's endpoint over HTTP, as a user whom the application takes for signed in. */
final class ActuatorClient {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String USER = "X-User";

    private ActuatorClient() {}

    static HttpResponse<String> send(
            ConfigurableApplicationContext context, String method, String path, String body, String user)
            throws Exception {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/actuator/jobq/" + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (user != null) {
            request.header(USER, user);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode body(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JsonMapper.shared().readTree(response.body());
    }

    /** Stands for whatever signs users in. */
    static Filter signedIn() {
        return (request, response, chain) -> {
            HttpServletRequest given = (HttpServletRequest) request;
            String user = given.getHeader(USER);
            chain.doFilter(user == null ? given : as(given, user), response);
        };
    }

    private static HttpServletRequest as(HttpServletRequest request, String user) {
        return new HttpServletRequestWrapper(request) {
            @Override
            public Principal getUserPrincipal() {
                return () -> user;
            }
        };
    }
}
