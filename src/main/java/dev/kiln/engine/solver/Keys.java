package dev.kiln.engine.solver;

import dev.kiln.engine.cache.LayerRecord;
import dev.kiln.engine.cache.StepResult.Ingredient;
import dev.kiln.engine.graph.KeyPart;
import dev.kiln.engine.graph.Node;
import dev.kiln.engine.graph.Op;
import dev.kiln.engine.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The cache keys of nodes.
///
/// A *definition key* follows from the Dockerfile, the base images' digests and the context alone,
/// so it is known before anything is pulled or run. A *content key* follows from the layers that a
/// step begins with, so it still hits when an earlier step ran again and made the same.
final class Keys {
  private static final String VERSION = "1";
  private static final int LONGEST_IN_CLEAR = 200;

  private final FileSource context;
  private final Map<Node, Digest> definitions = new HashMap<>();
  private final Map<Node, List<Ingredient>> ingredients = new HashMap<>();

  Keys(FileSource context) {
    this.context = context;
  }

  /// The node's definition key.
  synchronized Digest definition(Node node) throws IOException, StepException {
    var known = definitions.get(node);
    if (known != null) {
      return known;
    }
    var hasher = new KeyHasher().field("definition").field(VERSION);
    addOwn(hasher, node);
    var input = node.input();
    hasher.field(input.isPresent() ? definition(input.get()).toString() : "");
    var source = node.source();
    hasher.field(source.isPresent() ? definition(source.get()).toString() : "");
    var key = hasher.digest();
    definitions.put(node, key);
    return key;
  }

  /// The node's key by what it begins with.
  synchronized Digest content(Node node, List<LayerRecord> input, List<LayerRecord> source)
      throws IOException, StepException {
    var hasher = new KeyHasher().field("content").field(VERSION);
    addOwn(hasher, node);
    for (var layers : List.of(input, source)) {
      hasher.field(Integer.toString(layers.size()));
      layers.forEach(layer -> hasher.field(layer.diffId().toString()));
    }
    return hasher.digest();
  }

  /// What the node itself puts into its keys.
  synchronized List<Ingredient> ingredients(Node node) throws IOException, StepException {
    var known = ingredients.get(node);
    if (known != null) {
      return known;
    }
    var own = new ArrayList<Ingredient>();
    own.add(new Ingredient("operation", node.op().getClass().getSimpleName()));
    for (KeyPart part : node.op().identity()) {
      own.add(new Ingredient(part.name(), part.value()));
    }
    if (node.op() instanceof Op.Copy copy && copy.origin() == Op.Origin.CONTEXT) {
      try {
        for (String pattern : copy.sources()) {
          var content = SelectionDigest.of(context, Selection.select(context, pattern));
          own.add(new Ingredient("content of " + pattern, content.toString()));
        }
      } catch (StepProblem e) {
        throw new StepException(node, e.kind(), e.problem(), null, null);
      }
    }
    ingredients.put(node, List.copyOf(own));
    return own;
  }

  /// The same as it may be kept: what could hold a secret, and what is long, by its digest.
  List<Ingredient> recorded(Node node) throws IOException, StepException {
    return ingredients(node).stream().map(Keys::veiled).toList();
  }

  private static Ingredient veiled(Ingredient own) {
    int equals = own.value().indexOf('=');
    if (own.name().equals("environment") && equals >= 0) {
      return new Ingredient(
          own.name() + " " + own.value().substring(0, equals),
          digest(own.value().substring(equals + 1)));
    }
    return own.value().length() > LONGEST_IN_CLEAR
        ? new Ingredient(own.name(), digest(own.value()))
        : own;
  }

  private static String digest(String value) {
    return Digest.sha256(value.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private void addOwn(KeyHasher hasher, Node node) throws IOException, StepException {
    var own = ingredients(node);
    hasher.field(Integer.toString(own.size()));
    own.forEach(each -> hasher.field(each.name()).field(each.value()));
  }
}
