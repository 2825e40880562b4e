# shellcheck shell=bash disable=SC2154
# Each example of k8s-examples, applied as its README says, and what it built, run.

node_and_golang() { apply_example 01-bases && ready node 300 && ready golang 600; }

genesis() {
  mkdir -p "$work/root/bin" && cp /bin/busybox "$work/root/bin/" && ln -sf busybox "$work/root/bin/sh" &&
    tar -C "$work/root" -cJf "$work/busybox.tar.xz" . &&
    apply_example genesis &&
    kubectl -n kiln-examples create configmap genesis-context --from-file="$work/busybox.tar.xz" &&
    ready genesis &&
    expect "hello from genesis" run_image examples/genesis:latest sh -c 'echo hello from genesis' &&
    expect "Kiln examples" skopeo --insecure-policy inspect --config --tls-verify=false \
      "docker://$KILN_TEST_REGISTRY/examples/genesis:latest"
}

web_ping() {
  apply_example web-ping && ready web-ping &&
    expect "web-ping: HEAD http://localhost:8080/ every 3000 ms" \
      run_image examples/web-ping:latest sh -c 'node /web-ping/app.js & sleep 2; kill $!'
}

greet() {
  apply_example greet && ready greet 300 &&
    expect "Hello, world!" run_image examples/greet:latest &&
    expect "Hello, Ada Lovelace!" run_image examples/greet:latest Ada Lovelace
}

second_build_is_cached() {
  local name
  for name in genesis web-ping greet; do
    local number digest
    number=$(status "$name" buildNumber)
    digest=$(status "$name" digest)
    kubectl -n kiln-examples annotate --overwrite "imagebuild/$name" "kiln.dev/requestedAt=$(date -Is)" &&
      wait_status "$name" buildNumber $((number + 1)) && ready "$name" || return 1
    [ "$(status "$name" cache.misses)" = 0 ] || { echo "$name was built again:"; describe "$name"; return 1; }
    [ "$(status "$name" digest)" = "$digest" ] || { echo "$name got another digest"; return 1; }
  done
}

namespaces_were_used() { expect "namespaces" status greet sandbox; }

test_that "node and golang are built from Debian's packages" node_and_golang
test_that "genesis: an archive becomes an image that runs" genesis
test_that "web-ping: a Node.js program runs" web_ping
test_that "greet: two stages, of which one is shipped" greet
test_that "steps run in namespaces of their own, under Pod Security baseline" namespaces_were_used
test_that "a second build is all cached and has the same digest" second_build_is_cached
