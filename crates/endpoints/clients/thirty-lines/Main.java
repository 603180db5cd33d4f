import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** Gets a token, and then learns that somebody has to interact. It trusts what the command line says. */
class Main {
  static String post(String url, String media, String body) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url)).header("Content-Type", media);
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    var sent = request.POST(HttpRequest.BodyPublishers.ofString(body)).build();
    return client.send(sent, BodyHandlers.ofString()).body();
  }

  static String token() throws Exception {
    var secret = URLEncoder.encode("s3cret: 100% +/&=~ \u00e4", StandardCharsets.UTF_8);
    return post(System.getenv("PROOFMARK_HTTPS") + "/contoso.example/oauth2/v2.0/token",
        "application/x-www-form-urlencoded", "grant_type=client_credentials&client_secret=" + secret
            + "&client_id=00000000-0000-4000-8000-0000000003eb&scope=https://graph.microsoft.com/.default");
  }

  static void check(boolean holds, String says) {
    if (!holds) throw new AssertionError(says);
    System.out.println("  " + says);
  }

  public static void main(String[] arguments) throws Exception {
    check(token().contains("\"access_token\":\"ey"), "a token");
    post(System.getenv("PROOFMARK_HTTP") + "/proofmark/faults", "application/json",
        "{\"face\":\"token\",\"fault\":{\"error\":\"interaction_required\"}}");
    check(token().contains("\"error\":\"interaction_required\""), "and then: interaction_required");
    check(token().contains("access_token"), "and a token again");
  }
}
