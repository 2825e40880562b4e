package dev.kiln.engine.oci;

/// Media types of images (OCI image spec, "Media Types") and their Docker twins.
public final class MediaTypes {
  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
  public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
  public static final String OCI_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
  public static final String OCI_LAYER_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";

  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  public static final String DOCKER_MANIFEST_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";
  public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
  public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
  public static final String DOCKER_LAYER_GZIP =
      "application/vnd.docker.image.rootfs.diff.tar.gzip";

  private MediaTypes() {}

  /// Whether the media type names a list of manifests.
  public static boolean isIndex(String mediaType) {
    return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_MANIFEST_LIST);
  }

  /// Whether the media type names the manifest of one image.
  public static boolean isManifest(String mediaType) {
    return mediaType.equals(OCI_MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
  }

  /// The layer as an OCI manifest lists it: Docker's types have twins of the same bytes.
  public static Descriptor asOci(Descriptor layer) {
    var type =
        switch (layer.mediaType()) {
          case DOCKER_LAYER -> OCI_LAYER;
          case DOCKER_LAYER_GZIP -> OCI_LAYER_GZIP;
          default -> layer.mediaType();
        };
    return new Descriptor(type, layer.digest(), layer.size());
  }
}
