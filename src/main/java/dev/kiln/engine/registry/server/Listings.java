package dev.kiln.engine.registry.server;

import dev.kiln.engine.oci.ImageLayout;
import dev.kiln.engine.oci.LayoutIndex;
import dev.kiln.engine.registry.server.ApiException.Code;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Lists tags and repositories in pages (OCI distribution spec, "Listing Tags").
record Listings(Storage storage) {
  private static final int MAX_PAGE = 1000;

  void tags(Exchange exchange, String repository) throws IOException, ApiException {
    ImageLayout layout =
        storage
            .find(repository)
            .orElseThrow(() -> new ApiException(Code.NAME_UNKNOWN, repository + " does not exist"));
    List<String> tags =
        layout.index().entries().stream()
            .map(LayoutIndex::nameOf)
            .filter(name -> !name.isEmpty())
            .sorted()
            .toList();
    List<String> page = page(exchange, tags, "/v2/" + repository + "/tags/list");
    exchange.json(200, new TreeMap<>(Map.of("name", repository, "tags", page)));
  }

  void repositories(Exchange exchange) throws IOException, ApiException {
    exchange.json(200, Map.of("repositories", page(exchange, storage.names(), "/v2/_catalog")));
  }

  private static List<String> page(Exchange exchange, List<String> sorted, String path)
      throws ApiException {
    int size = size(exchange);
    String last = exchange.query("last").orElse("");
    List<String> rest = sorted.stream().filter(name -> name.compareTo(last) > 0).toList();
    if (rest.size() <= size) {
      return rest;
    }
    List<String> page = rest.subList(0, size);
    if (size > 0) {
      exchange.with(
          "Link", "<%s?n=%d&last=%s>; rel=\"next\"".formatted(path, size, page.getLast()));
    }
    return page;
  }

  private static int size(Exchange exchange) throws ApiException {
    String n = exchange.query("n").orElse(Integer.toString(MAX_PAGE));
    try {
      return Math.clamp(Long.parseLong(n), 0, MAX_PAGE);
    } catch (NumberFormatException e) {
      throw new ApiException(Code.UNSUPPORTED, "n is not a number");
    }
  }
}
