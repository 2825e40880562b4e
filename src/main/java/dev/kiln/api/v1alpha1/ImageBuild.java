package dev.kiln.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/// The custom resource that a cluster stores: desired state "this image reflects this source and
/// this spec". It builds once for each generation, and again when [#REQUESTED_AT] changes.
@Group(ImageBuild.GROUP)
@Version(ImageBuild.VERSION)
@Kind(ImageBuild.KIND)
@Plural("imagebuilds")
@Singular("imagebuild")
@ShortNames("imb")
@Categories("kiln")
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "REASON",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "IMAGE",
    jsonPath = ".spec.output.images[0]",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "DIGEST",
    jsonPath = ".status.digest",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "COMMIT",
    jsonPath = ".status.source.commit",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "DURATION",
    jsonPath = ".status.duration",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
public final class ImageBuild extends CustomResource<ImageBuildSpec, ImageBuildStatus>
    implements Namespaced {
  public static final String GROUP = "kiln.dev";
  public static final String VERSION = "v1alpha1";
  public static final String API_VERSION = GROUP + "/" + VERSION;
  public static final String KIND = "ImageBuild";

  /// The annotation that asks for another build of the same spec: any new value does.
  public static final String REQUESTED_AT = GROUP + "/requestedAt";

  @Override
  @Required
  public ImageBuildSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @SuppressWarnings("NullAway") // Fabric8's contract: null where there is nothing yet
  protected ImageBuildSpec initSpec() {
    return null;
  }

  @Override
  @SuppressWarnings("NullAway")
  protected ImageBuildStatus initStatus() {
    return null;
  }
}
