# shellcheck shell=bash disable=SC2154
# What the end-to-end tests share.

kubectl() { if [ -n "$own" ]; then command kubectl "$@"; else "$kit/kubectl" "$@"; fi; }

# kiln as a user of this machine has it, with the test registry in the place of docker.io.
kiln_build() {
  "$project/kiln" build --progress plain \
    --registry-mirror "docker.io=$KILN_TEST_REGISTRY" --insecure-registry "$KILN_TEST_REGISTRY" \
    --cache-dir "${KILN_E2E_CACHE:-$work/cache}" --store-dir "$work/store" "$@"
}

# The image of what this checkout is.
build_image() {
  if [ ! -f "$project/target/kiln/operator/quarkus-run.jar" ] ||
    [ -n "$(find "$project/src/main" "$project/pom.xml" -newer "$project/target/kiln/operator/quarkus-run.jar" ! -type d | head -n 1)" ]; then
    (cd "$project" && JAVA_HOME=$("$project/src/build/jdk") mvn -B -ntp -q -Dmaven.test.skip -Dkiln.setup.skip package) || return
  fi
  kiln_build -f "$project/src/main/docker/Dockerfile" -t "$KILN_TEST_REGISTRY/kiln:e2e" --push "$project"
}

# A file of the project with the test registry in the place of the one in the examples.
localized() { # FILE...
  sed -e "s|registry.example.com/kiln:[0-9.]*|$registry/kiln:e2e|g" \
    -e "s|registry.example.com|$registry|g" -e 's|imagePullPolicy: IfNotPresent|imagePullPolicy: Always|' "$@"
}

registries() {
  cat <<END
    registries:
      - {host: docker.io, mirrors: ["$registry"]}
      - {host: "$registry", insecure: true}
END
}

install() {
  localized "$project/k8s-examples/00-install/kiln.yaml" >"$work/kiln.yaml"
  registries >"$work/registries"
  # the line `    registries: []` of the ConfigMap becomes the test's registries
  sed -i -e "/^    registries: \[\]\$/{r $work/registries
d}" "$work/kiln.yaml"
  kubectl apply --server-side --force-conflicts -f "$work/kiln.yaml" &&
    kubectl -n kiln-system rollout restart deployment/kiln &&
    kubectl -n kiln-system rollout status deployment/kiln --timeout=120s
}

# apply FOLDER of k8s-examples
apply_example() {
  local file
  for file in "$project/k8s-examples/$1"/*.yaml; do
    localized "$file"
    echo "---"
  done | kubectl apply -f -
}

ready() { # NAME [SECONDS]
  kubectl -n kiln-examples wait "imagebuild/$1" --for=condition=Ready --timeout="${2:-180}s" ||
    { describe "$1"; return 1; }
}

describe() {
  kubectl -n kiln-examples get imagebuild "$1" -o yaml | sed -n '/^status:/,$p'
  kubectl -n kiln-examples get pods -o wide
  kubectl -n kiln-examples logs --tail=30 --prefix -l "kiln.dev/image-build=$1" || true
}

# status NAME JSONPATH
status() { kubectl -n kiln-examples get imagebuild "$1" -o jsonpath="{.status.$2}"; }

# wait_status NAME JSONPATH WANTED [SECONDS]
wait_status() {
  local end=$((SECONDS + ${4:-120})) found=
  while [ $SECONDS -lt $end ]; do
    found=$(status "$1" "$2")
    [ "$found" != "$3" ] || return 0
    sleep 0.5
  done
  echo "status.$2 of $1 is '$found', expected '$3'"
  describe "$1"
  return 1
}

condition() { # NAME TYPE FIELD
  kubectl -n kiln-examples get imagebuild "$1" -o jsonpath="{.status.conditions[?(@.type==\"$2\")].$3}"
}

# expect WANTED COMMAND...: what the command prints holds the text
expect() {
  local wanted=$1 output
  shift
  output=$("$@" 2>&1) || { echo "$* failed: $output"; return 1; }
  case $output in *"$wanted"*) ;; *)
    echo "expected '$wanted' from $*, got:"
    echo "$output"
    return 1
    ;;
  esac
}

# podman's own store, thrown away after the tests
podman() {
  command podman --root "$work/podman" --runroot "$work/podman-run" --runtime runc \
    --cgroup-manager cgroupfs --storage-driver vfs "$@"
}

# run_image IMAGE [ARGUMENT...]: pulls an image from the test registry and runs it
run_image() {
  local image=$1
  shift
  skopeo --insecure-policy copy --quiet --src-tls-verify=false "docker://$KILN_TEST_REGISTRY/$image" \
    "oci-archive:$work/image.tar:run" >/dev/null &&
    podman load -q -i "$work/image.tar" >/dev/null &&
    podman run --rm --network=none --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 "localhost/run" "$@"
  local result=$?
  rm -f "$work/image.tar"
  return $result
}
