# shellcheck shell=bash disable=SC2154
# Builds that fail, and builders and operators that are killed: the status tells the truth.

# image_build NAME DOCKERFILE [SPEC-LINES]
image_build() {
  cat <<END
apiVersion: kiln.dev/v1alpha1
kind: ImageBuild
metadata: {name: $1, namespace: kiln-examples}
spec:
  source: {inline: {files: [{path: note, content: hello}]}}
  dockerfile:
    inline: |
$(printf '%b\n' "$2" | sed 's/^/      /')
  output: {images: ["$registry/e2e/$1:latest"]}
  cache: {volume: {claimName: kiln-cache}}
${3:-}
END
}

stalled() { # NAME REASON
  wait_status "$1" 'conditions[?(@.type=="Stalled")].status' True &&
    expect "$2" condition "$1" Stalled reason
}

failing_run() {
  image_build failing 'FROM busybox\nRUN echo before\nRUN echo about to fail; exit 7' | kubectl apply -f - &&
    stalled failing RunFailed &&
    expect 3 status failing failure.line &&
    expect 7 status failing failure.exitCode &&
    expect "about to fail" status failing failure.log
}
upper_case() {
  image_build upper 'FROM Ubuntu\nRUN true' | kubectl apply -f - && stalled upper DockerfileInvalid &&
    expect ubuntu status upper failure.message
}
missing_source() {
  image_build missing 'FROM busybox\nCOPY nowhere /' | kubectl apply -f - && stalled missing SourceFileNotFound &&
    expect 2 status missing failure.line
}
refused_at_apply() {
  local output
  output=$(image_build Wrong_Name 'FROM scratch' | kubectl apply -f - 2>&1) && return 1
  output=$(image_build both 'FROM scratch' | sed 's|inline: {files.*}}$|{}|; s|source: .*|source: {}|' | kubectl apply -f - 2>&1) && return 1
  case $output in *source*) ;; *) echo "$output"; return 1 ;; esac
}
# with_isolation WHICH: the operator runs with it, and no other operator does
with_isolation() {
  local end=$((SECONDS + 90))
  kubectl -n kiln-system set env deployment/kiln "KILN_ISOLATION=$1" &&
    kubectl -n kiln-system rollout status deployment/kiln --timeout=120s || return 1
  while [ "$(kubectl -n kiln-system get pods -l app.kubernetes.io/component=operator -o name | wc -l)" != 1 ]; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.5
  done
}
plain_chroot() {
  local result=0
  with_isolation chroot &&
    image_build chrooted 'FROM busybox\nRUN id > /id\nCOPY note /note' | kubectl apply -f - && ready chrooted &&
    expect chroot status chrooted sandbox &&
    expect "uid=0" run_image e2e/chrooted:latest cat /id || result=1
  with_isolation auto || result=1
  return $result
}
running_pod() { # NAME: waits for the builder to run a step
  local end=$((SECONDS + 90))
  while [ $SECONDS -lt $end ]; do
    kubectl -n kiln-examples logs "job/$(status "$1" job)" 2>/dev/null | grep -q "now it runs" && return 0
    sleep 0.5
  done
  describe "$1"
  return 1
}
killed_builder() {
  image_build killed 'FROM busybox\nRUN echo now it runs; sleep 300' '  retry: {limit: 0}' | kubectl apply -f - &&
    running_pod killed &&
    kubectl -n kiln-examples delete pod -l "job-name=$(status killed job)" --grace-period=0 --force &&
    wait_status killed 'conditions[?(@.type=="Stalled")].status' True &&
    [ -n "$(condition killed Stalled message)" ]
}
killed_operator() {
  image_build survivor "FROM busybox\nRUN echo now it runs; sleep 8; date > /done" | kubectl apply -f - &&
    running_pod survivor &&
    kubectl -n kiln-system delete pod -l app.kubernetes.io/component=operator --grace-period=0 --force &&
    ready survivor &&
    [ "$(status survivor buildNumber)" = 1 ] &&
    [ "$(kubectl -n kiln-examples get jobs -o name | grep -c /survivor-)" = 1 ]
}

test_that "a failing RUN names its line, exit code and last output" failing_run
test_that "FROM Ubuntu is refused with the name it means" upper_case
test_that "a missing COPY source names its line" missing_source
test_that "an invalid ImageBuild is refused when it is applied" refused_at_apply
test_that "the plain-chroot pod builds too" plain_chroot
test_that "a killed builder pod ends in the status" killed_builder
test_that "an operator killed in the middle loses nothing and starts nothing twice" killed_operator
