package dev.kiln.operator;

import dev.kiln.api.v1alpha1.BaseImage;
import dev.kiln.api.v1alpha1.BuildReport;
import dev.kiln.api.v1alpha1.CacheUse;
import dev.kiln.api.v1alpha1.Condition;
import dev.kiln.api.v1alpha1.Failure;
import dev.kiln.api.v1alpha1.HistoryEntry;
import dev.kiln.api.v1alpha1.ImageBuildStatus;
import dev.kiln.api.v1alpha1.SourceState;
import dev.kiln.api.v1alpha1.Step;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A status in the making: the old one, of which each change replaces a part.
final class StatusDraft {
  private @Nullable Long observedGeneration;
  private @Nullable String observedRequest;
  private List<Condition> conditions;
  private @Nullable String image;
  private @Nullable String digest;
  private @Nullable Long size;
  private @Nullable SourceState source;
  private List<BaseImage> baseImages;
  private @Nullable Integer buildNumber;
  private @Nullable Integer retries;
  private @Nullable String job;
  private @Nullable String duration;
  private @Nullable String sandbox;
  private List<Step> steps;
  private @Nullable CacheUse cache;
  private @Nullable Failure failure;
  private List<String> warnings;
  private List<HistoryEntry> history;

  StatusDraft(ImageBuildStatus old) {
    observedGeneration = old.observedGeneration();
    observedRequest = old.observedRequest();
    conditions = old.conditions();
    image = old.image();
    digest = old.digest();
    size = old.size();
    source = old.source();
    baseImages = old.baseImages();
    buildNumber = old.buildNumber();
    retries = old.retries();
    job = old.job();
    duration = old.duration();
    sandbox = old.sandbox();
    steps = old.steps();
    cache = old.cache();
    failure = old.failure();
    warnings = old.warnings();
    history = old.history();
  }

  StatusDraft observed(long generation) {
    observedGeneration = generation;
    return this;
  }

  StatusDraft conditions(List<Condition> newConditions) {
    conditions = newConditions;
    return this;
  }

  /// The attempt that the status is about from now on.
  StatusDraft attempt(
      int number, String newJob, int newRetries, @Nullable String request, Sandbox newSandbox) {
    buildNumber = number;
    job = newJob;
    retries = newRetries;
    observedRequest = request;
    sandbox = newSandbox.word();
    duration = null;
    return this;
  }

  /// What is known of a build only when it ends; the last image stays until there is a newer one.
  StatusDraft forgetLastEnd() {
    steps = List.of();
    cache = null;
    failure = null;
    warnings = List.of();
    return this;
  }

  StatusDraft ended(
      @Nullable String newDuration, @Nullable Failure newFailure, @Nullable BuildReport report) {
    duration = newDuration;
    failure = newFailure;
    if (report == null) {
      return this;
    }
    steps = report.steps();
    cache = report.cache();
    warnings = report.warnings();
    sandbox = Objects.requireNonNullElse(report.sandbox(), sandbox);
    if (newFailure == null) {
      image = report.image();
      digest = report.digest();
      size = report.size();
      source = report.source();
      baseImages = report.baseImages();
    }
    return this;
  }

  StatusDraft history(List<HistoryEntry> newHistory) {
    history = newHistory;
    return this;
  }

  ImageBuildStatus finish() {
    return new ImageBuildStatus(
        observedGeneration,
        observedRequest,
        conditions,
        image,
        digest,
        size,
        source,
        baseImages,
        buildNumber,
        retries,
        job,
        duration,
        sandbox,
        steps,
        cache,
        failure,
        warnings,
        history);
  }
}
