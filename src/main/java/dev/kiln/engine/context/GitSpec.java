package dev.kiln.engine.context;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which files of which repository.
///
/// @param url without credentials, fragment and query
/// @param ref a branch, a tag, a full reference or a commit's 40 digits; null for the default
///   branch
/// @param subdirectory relative to the repository's root; null for all of it
/// @param commit the digits that the reference has to lead to; null for any
public record GitSpec(
    String url,
    @Nullable String ref,
    @Nullable String subdirectory,
    @Nullable GitCredentials credentials,
    @Nullable String commit) {
  private static final Pattern SCP_LIKE = Pattern.compile("[A-Za-z0-9_.-]+@[^/:]+:.*");
  private static final Pattern HTTP_GIT = Pattern.compile("https?://[^#?]*\\.git(?:[?#].*)?");
  private static final Set<String> QUERY =
      Set.of("ref", "branch", "tag", "commit", "checksum", "subdir");

  public GitSpec(
      String url,
      @Nullable String ref,
      @Nullable String subdirectory,
      @Nullable GitCredentials credentials) {
    this(url, ref, subdirectory, credentials, null);
  }

  /// Whether a build context or source of that text is a git repository: by its scheme, or by a
  /// path of http(s) that ends in `.git`.
  public static boolean isGit(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    return lower.startsWith("git://")
        || lower.startsWith("ssh://")
        || lower.startsWith("github.com/")
        || HTTP_GIT.matcher(lower).matches()
        || SCP_LIKE.matcher(text).matches();
  }

  /// Reads `url#ref:subdirectory` or `url?branch=&tag=&commit=&subdir=`. Credentials in the URL
  /// move out of it.
  ///
  /// @throws GitException of kind `UNSUPPORTED` if the text cannot be read
  public static GitSpec parse(String text) throws GitException {
    if (SCP_LIKE.matcher(text).matches() || text.startsWith("ssh://")) {
      throw new GitException(
          GitException.Kind.UNSUPPORTED,
          "git over ssh is not supported yet; use an https address with a user name and a token");
    }
    var full = text.startsWith("github.com/") ? "https://" + text : text;
    int hash = full.indexOf('#');
    var fragment = hash < 0 ? "" : full.substring(hash + 1);
    var address = hash < 0 ? full : full.substring(0, hash);
    int mark = address.indexOf('?');
    var query = mark < 0 ? Map.<String, String>of() : query(address.substring(mark + 1));
    var uri = uri(mark < 0 ? address : address.substring(0, mark));

    int colon = fragment.indexOf(':');
    var ref = emptyToNull(colon < 0 ? fragment : fragment.substring(0, colon));
    var subdirectory = emptyToNull(colon < 0 ? "" : fragment.substring(colon + 1));
    if (!query.isEmpty() && !fragment.isEmpty()) {
      throw unreadable("use either a fragment or a query, not both");
    }
    var commit = first(query, "commit", "checksum");
    if (ref == null) {
      ref = queryRef(query, commit);
    }
    var queried = query.get("subdir");
    return new GitSpec(
        withoutUser(uri), ref, queried == null ? subdirectory : queried, credentials(uri), commit);
  }

  @Override
  public String toString() {
    return url + (ref == null ? "" : "#" + ref) + (subdirectory == null ? "" : ":" + subdirectory);
  }

  private static @Nullable String queryRef(Map<String, String> query, @Nullable String commit) {
    var branch = query.get("branch");
    var tag = query.get("tag");
    if (branch != null) {
      return "refs/heads/" + branch;
    }
    return tag != null ? "refs/tags/" + tag : query.getOrDefault("ref", commit);
  }

  private static Map<String, String> query(String text) throws GitException {
    var query = new HashMap<String, String>();
    for (var part : text.split("&", -1)) {
      int equals = part.indexOf('=');
      var name = equals < 0 ? part : part.substring(0, equals);
      if (!QUERY.contains(name)) {
        throw unreadable("its query has '" + name + "', which is not supported");
      }
      try {
        var value = URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8);
        if (equals < 0 || query.put(name, value) != null) {
          throw unreadable("'" + name + "' must be given once and with a value");
        }
      } catch (IllegalArgumentException e) {
        throw unreadable("'" + name + "' is not encoded as a query should be");
      }
    }
    return query;
  }

  private static URI uri(String address) throws GitException {
    try {
      return new URI(address);
    } catch (URISyntaxException e) {
      throw unreadable("it is not a URL"); // the exception would repeat credentials
    }
  }

  private static String withoutUser(URI uri) {
    var text = uri.toString();
    var user = uri.getRawUserInfo();
    return user == null ? text : text.replaceFirst(Pattern.quote(user + "@"), "");
  }

  private static @Nullable GitCredentials credentials(URI uri) {
    var user = uri.getRawUserInfo();
    if (user == null) {
      return null;
    }
    int colon = user.indexOf(':');
    return new GitCredentials(
        decode(colon < 0 ? user : user.substring(0, colon)),
        colon < 0 ? "" : decode(user.substring(colon + 1)));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static @Nullable String first(Map<String, String> query, String name, String other) {
    var value = query.get(name);
    return value == null ? query.get(other) : value;
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static GitException unreadable(String why) {
    return new GitException(GitException.Kind.UNSUPPORTED, "cannot read the git address: " + why);
  }
}
