package dev.carom.admin;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The reference of the API for people: {@link OpenApiRoute}'s description, shown by Swagger UI. Its
 * files are in the process, and what the page is permitted leaves it nobody else to ask.
 */
final class DocsRoute implements HttpService {

  static final String PAGE = "/docs";
  static final String FILE = PAGE + "/{file}";

  /** Swagger UI has its icons in its style sheet, as {@code data:} URLs. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final MediaType JAVASCRIPT = MediaType.parse("text/javascript; charset=utf-8");

  private final Map<String, File> files =
      Map.of(
          "", own("docs.html", MediaType.HTML_UTF_8),
          "docs.js", own("docs.js", JAVASCRIPT),
          "docs.css", own("docs.css", MediaType.CSS_UTF_8),
          "swagger-ui-bundle.js", library("swagger-ui-bundle.js", JAVASCRIPT),
          "swagger-ui.css", library("swagger-ui.css", MediaType.CSS_UTF_8),
          "favicon-32x32.png", library("favicon-32x32.png", MediaType.PNG));

  private record File(MediaType type, HttpData content) {}

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    String name = ctx.pathParam("file");
    File file = files.get(name == null ? "" : name);
    if (file == null) {
      throw new ProblemException(
          new Problem(ProblemType.NOT_FOUND, "Nothing is at this path; see /docs"));
    }
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(file.type)
            .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
            .set(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
            .build(),
        file.content);
  }

  private static File own(String name, MediaType type) {
    return new File(type, read(DocsRoute.class.getResourceAsStream(name), name));
  }

  private static File library(String name, MediaType type) {
    return new File(type, read(resource(libraryFolder() + name), name));
  }

  /** Where the library's files are, a name that has its version. */
  private static String libraryFolder() {
    String described = "META-INF/maven/org.webjars/swagger-ui/pom.properties";
    try (InputStream in = resource(described)) {
      if (in == null) {
        throw new IllegalStateException("swagger-ui is not on the class path");
      }
      Properties properties = new Properties();
      properties.load(in);
      return "META-INF/resources/webjars/swagger-ui/%s/"
          .formatted(properties.getProperty("version"));
    } catch (IOException e) {
      throw new UncheckedIOException(described + " cannot be read", e);
    }
  }

  private static @Nullable InputStream resource(String name) {
    return DocsRoute.class.getResourceAsStream("/" + name);
  }

  private static HttpData read(@Nullable InputStream resource, String name) {
    try (resource) {
      if (resource == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return HttpData.wrap(resource.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }
}
