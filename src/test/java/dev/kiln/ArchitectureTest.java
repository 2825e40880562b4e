package dev.kiln;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between packages, as `docs/architecture.md` draws them: they point down only. */
@AnalyzeClasses(packages = "dev.kiln", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule ways_in_point_down =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("cli")
          .definedBy("dev.kiln.cli..")
          .layer("operator")
          .definedBy("dev.kiln.operator..")
          .layer("builder")
          .definedBy("dev.kiln.builder..")
          .layer("engine")
          .definedBy("dev.kiln.engine..")
          .layer("api")
          .definedBy("dev.kiln.api..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("operator")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("builder")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("cli", "builder")
          .whereLayer("api")
          .mayOnlyBeAccessedByLayers("cli", "builder", "operator");

  @ArchTest
  static final ArchRule engine_packages_point_down =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("engine")
          .definedBy("dev.kiln.engine")
          .layer("solver")
          .definedBy("dev.kiln.engine.solver..")
          .layer("graph")
          .definedBy("dev.kiln.engine.graph..")
          .layer("dockerfile")
          .definedBy("dev.kiln.engine.dockerfile..")
          .layer("context")
          .definedBy("dev.kiln.engine.context..")
          .layer("sandbox")
          .definedBy("dev.kiln.engine.sandbox..")
          .layer("snapshot")
          .definedBy("dev.kiln.engine.snapshot..")
          .layer("cache")
          .definedBy("dev.kiln.engine.cache..")
          .layer("registry")
          .definedBy("dev.kiln.engine.registry..")
          .layer("archive")
          .definedBy("dev.kiln.engine.archive..")
          .layer("oci")
          .definedBy("dev.kiln.engine.oci..")
          .layer("linux")
          .definedBy("dev.kiln.engine.linux..")
          .whereLayer("engine")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("solver")
          .mayOnlyBeAccessedByLayers("engine")
          .whereLayer("graph")
          .mayOnlyBeAccessedByLayers("engine", "solver")
          .whereLayer("dockerfile")
          .mayOnlyBeAccessedByLayers("engine", "graph", "solver")
          .whereLayer("context")
          .mayOnlyBeAccessedByLayers("engine", "solver", "graph")
          .whereLayer("sandbox")
          .mayOnlyBeAccessedByLayers("engine", "solver")
          .whereLayer("snapshot")
          .mayOnlyBeAccessedByLayers("engine", "solver")
          .whereLayer("cache")
          .mayOnlyBeAccessedByLayers("engine", "solver", "snapshot")
          .whereLayer("registry")
          .mayOnlyBeAccessedByLayers("engine", "solver")
          .whereLayer("archive")
          .mayOnlyBeAccessedByLayers(
              "engine", "solver", "snapshot", "cache", "context", "registry");

  @ArchTest
  static final ArchRule no_cycles =
      slices().matching("dev.kiln.(**)").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule engine_knows_no_kubernetes_and_no_quarkus =
      noClasses()
          .that()
          .resideInAPackage("dev.kiln.engine..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.fabric8..", "io.quarkus..", "io.javaoperatorsdk..", "jakarta.."))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule names_say_what_a_class_is =
      noClasses()
          .that(resideInAPackage("dev.kiln.."))
          .and()
          .doNotHaveSimpleName("CredentialHelper") // docker's own term for those programs
          .should()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Constants")
          .allowEmptyShould(true);
}
