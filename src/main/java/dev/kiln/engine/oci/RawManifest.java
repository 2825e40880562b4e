package dev.kiln.engine.oci;

/// A manifest or index to the byte, as it was served or as it will be pushed, so that its digest
/// holds. The array is never written to after construction.
@SuppressWarnings("ArrayRecordComponent") // identity is the digest's business
public record RawManifest(String mediaType, byte[] bytes) {

  public Digest digest() {
    return Digest.sha256(bytes);
  }

  public Descriptor descriptor() {
    return new Descriptor(mediaType, digest(), bytes.length);
  }
}
