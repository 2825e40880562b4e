package dev.kiln.engine.cache;

import java.util.List;

/// What a step ended with: all layers of its file system, base first, and what went into its key.
public record StepResult(List<LayerRecord> layers, List<Ingredient> ingredients) {
  public StepResult {
    layers = List.copyOf(layers);
    ingredients = List.copyOf(ingredients);
  }

  /// One named part of a key, kept so that a later miss can be explained.
  public record Ingredient(String name, String value) {}
}
