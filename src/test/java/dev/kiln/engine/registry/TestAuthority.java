package dev.kiln.engine.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A certificate authority that nobody knows, and its certificate for `localhost`. */
record TestAuthority(Path directory) {

  static TestAuthority create(Path directory) throws IOException, InterruptedException {
    Tool.require("openssl", "openssl");
    Files.createDirectories(directory);
    var authority = new TestAuthority(directory);
    String newKey = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    authority.openssl(
        "req -x509 " + newKey + " -keyout ca.key -out ca.pem -days 2 -subj /CN=test-ca");
    authority.openssl("req " + newKey + " -keyout server.key -out server.csr -subj /CN=localhost");
    Files.writeString(directory.resolve("ext"), "subjectAltName=DNS:localhost");
    authority.openssl(
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2"
            + " -extfile ext");
    return authority;
  }

  private void openssl(String arguments) throws IOException, InterruptedException {
    Tool.run(directory, ("openssl " + arguments).split(" "));
  }

  String pem() throws IOException {
    return Files.readString(directory.resolve("ca.pem"));
  }

  Path certificate() {
    return directory.resolve("server.pem");
  }

  Path key() {
    return directory.resolve("server.key");
  }
}
