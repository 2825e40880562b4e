package dev.kiln.engine.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Whose certificates count for a host.
///
/// @param anyone whether every certificate does
/// @param ca certificates in PEM form that count besides the platform's
record TrustSettings(boolean anyone, @Nullable String ca) {
  static final TrustSettings PLATFORM = new TrustSettings(false, null);

  /// Reads certificates in PEM form.
  ///
  /// @throws CertificateException if there are none, or broken ones
  static Collection<? extends Certificate> parse(String pem) throws CertificateException {
    var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    Collection<? extends Certificate> all =
        CertificateFactory.getInstance("X.509").generateCertificates(bytes);
    if (all.isEmpty()) {
      throw new CertificateException("it holds no certificate");
    }
    return all;
  }

  /// The TLS settings for these certificates.
  SSLContext context() throws IOException {
    try {
      if (!anyone && ca == null) {
        return SSLContext.getDefault();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          null, anyone || ca == null ? new TrustManager[] {new Anyone()} : withPlatform(ca), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot set up TLS: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] withPlatform(String ca)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (Certificate certificate : parse(ca)) {
      store.setCertificateEntry("named-" + number++, certificate);
    }
    TrustManagerFactory platform = factory(null);
    for (TrustManager manager : platform.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        for (X509Certificate issuer : x509.getAcceptedIssuers()) {
          store.setCertificateEntry("platform-" + number++, issuer);
        }
      }
    }
    return factory(store).getTrustManagers();
  }

  private static TrustManagerFactory factory(@Nullable KeyStore store)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  /// For hosts that the user named as insecure; the extended type also leaves out the host name.
  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
