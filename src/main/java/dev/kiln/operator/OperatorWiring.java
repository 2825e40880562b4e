package dev.kiln.operator;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kiln.api.v1alpha1.PodSettings;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts the operator together from its configuration.
@Singleton
final class OperatorWiring implements KubernetesClientObjectMapperCustomizer {
  private static final String LEASE = "kiln-operator";

  /// A status of a newer operator may hold a reason that this one does not know.
  @Override
  public void customize(ObjectMapper mapper) {
    mapper.enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE);
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  BuilderSettings builderSettings(OperatorConfig config) throws IOException {
    Path registries = config.registries().orElse(null);
    Path pod = config.builder().pod().orElse(null);
    return new BuilderSettings(
        config.builder().image(),
        config.builder().imagePullPolicy(),
        config.isolation(),
        registries == null ? "registries: []\n" : Files.readString(registries),
        pod == null ? noDefaults() : podDefaults(pod));
  }

  /// Nothing where leader election is off: the operator then acts at once.
  @Produces
  @Dependent
  @Nullable LeaderElectionConfiguration leaderElection(OperatorConfig config) {
    if (!config.leaderElection()) {
      return null;
    }
    LeaderElectionConfigurationBuilder election =
        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE);
    String pod = System.getenv("HOSTNAME"); // a restarted container goes on with its own lease
    return (pod == null ? election : election.withIdentity(pod)).build();
  }

  private static PodSettings podDefaults(Path file) throws IOException {
    PodSettings pod = Serialization.unmarshal(Files.readString(file), PodSettings.class);
    return pod == null ? noDefaults() : pod;
  }

  static PodSettings noDefaults() {
    return new PodSettings(null, Map.of(), List.of(), null, null, null);
  }
}
