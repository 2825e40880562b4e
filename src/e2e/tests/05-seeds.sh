# shellcheck shell=bash disable=SC2154,SC2016,SC2015
# The founding scenarios on the command line: what the tutorials show a reader doing.

mkdir -p "$work/seeds"
seed() { # NAME DOCKERFILE: makes a context and goes there
  mkdir -p "$work/seeds/$1" && cd "$work/seeds/$1" && printf '%b' "$2" >Dockerfile
}
store_run() { # IMAGE [ARGUMENT...]: runs an image of the local store
  local image=$1
  shift
  skopeo --insecure-policy copy --quiet "oci:$work/store:$image" "oci-archive:$work/seed.tar:run" >/dev/null &&
    podman load -q -i "$work/seed.tar" >/dev/null && rm -f "$work/seed.tar" &&
    podman run --rm --network=none --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 localhost/run "$@"
}
store_config() { skopeo --insecure-policy inspect --raw --config "oci:$work/store:$1" | jq -c .; }
all_cached() { # LOG: every step but FROM
  ! grep -E '^#[0-9]+ \[' "$1" | grep -vE 'FROM|internal' | cut -d' ' -f1 | while read -r number; do
    grep -q "^$number CACHED" "$1" || echo "$number"
  done | grep .
}

s1_genesis() {
  (seed genesis 'FROM scratch\nMAINTAINER somebody <s@example.com>\nADD busybox.tar.xz /\nCMD ["sh"]\n' &&
    mkdir -p root/bin && cp /bin/busybox root/bin/ && ln -sf busybox root/bin/sh && ln -sf busybox root/bin/pwd &&
    tar -C root -cJf busybox.tar.xz . && rm -r root &&
    kiln_build -t genesis . &&
    expect "it runs" store_run docker.io/library/genesis:latest sh -c 'echo it runs' &&
    expect "somebody <s@example.com>" store_config docker.io/library/genesis:latest)
}
s2_from_local_store() {
  (seed custom 'FROM genesis\nENV HOME_DIR=/home\nWORKDIR $HOME_DIR\nCMD ["/bin/sh"]\n' &&
    kiln_build -t busybox:custom . &&
    expect "/home /home" store_run docker.io/library/busybox:custom sh -c 'echo $(pwd) $HOME_DIR')
}
web_ping='FROM node\nENV TARGET="blog"\nENV METHOD="HEAD"\nENV INTERVAL="3000"\nWORKDIR /web-ping\nCOPY app.js .\nCMD ["node", "/web-ping/app.js"]\n'
s4_web_ping() {
  (seed web-ping "$web_ping" && echo 'console.log(process.env.TARGET, process.env.METHOD)' >app.js &&
    kiln_build -t web-ping . 2>log && grep -q '\[1/3\] FROM node' log && grep -q '\[2/3\] WORKDIR /web-ping' log &&
    grep -q '\[3/3\] COPY app.js .' log &&
    expect "blog HEAD" store_run docker.io/library/web-ping:latest)
}
s5_order_decides() {
  (seed ordered 'FROM node\nCMD ["node", "/web-ping/app.js"]\nENV TARGET="blog" \\\n    METHOD="HEAD" \\\n    INTERVAL="3000"\nWORKDIR /web-ping\nCOPY app.js .\n' &&
    echo "console.log(1) // $(date +%N)" >app.js && kiln_build -t ordered . 2>first &&
    echo "console.log(2) // $(date +%N)" >app.js &&
    kiln_build -t ordered . 2>second && cat second &&
    grep -A1 'WORKDIR' second | grep -q CACHED && grep -A1 'COPY' second | grep -q DONE &&
    expect 2 store_run docker.io/library/ordered:latest)
}
s7_upper_case() {
  (seed upper 'FROM Ubuntu\n' && kiln_build . 2>log
    [ $? = 1 ] && cat log && grep -q 'Dockerfile:1' log && grep -q ubuntu log && ! grep -q 'at dev.kiln' log)
}
s8_sleepers() {
  (seed sleeper 'FROM busybox\nCMD sleep 5\n' && kiln_build -t sleeper:cmd . &&
    expect '"Cmd":["/bin/sh","-c","sleep 5"]' store_config docker.io/library/sleeper:cmd &&
    seed sleeper 'FROM busybox\nENTRYPOINT ["sleep"]\n' && kiln_build -t sleeper:entrypoint . &&
    expect '"Entrypoint":["sleep"]' store_config docker.io/library/sleeper:entrypoint &&
    seed sleeper 'FROM busybox\nENTRYPOINT ["sleep"]\nCMD ["5"]\n' && kiln_build -t sleeper:both . &&
    expect '"Entrypoint":["sleep"],"Cmd":["5"]' store_config docker.io/library/sleeper:both &&
    store_run docker.io/library/sleeper:both 0)
}
s11_two_names() {
  (seed twice 'FROM busybox\nRUN date +%N > /now\nCOPY Dockerfile /\n' &&
    kiln_build -t twice:one --iidfile one . && kiln_build -t twice:two --iidfile two . 2>log && cat log &&
    cmp one two && all_cached log)
}
s13_no_cache() {
  (seed twice 'FROM busybox\nRUN date +%N > /now\nCOPY Dockerfile /\n' &&
    kiln_build --no-cache -t twice:three --iidfile three . 2>log && cat log && ! grep -q CACHED log && ! cmp -s one three)
}
s14_greet() {
  (seed greet 'FROM golang AS builder\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /greet .\n\nFROM busybox\nCOPY --from=builder /greet .\nENTRYPOINT ["./greet"]\n' &&
    printf 'module greet\n' >go.mod && printf 'package main\nimport ("fmt";"os")\nfunc main() { fmt.Println("Hello", os.Args[1]) }\n' >main.go &&
    kiln_build -t greet . && expect "Hello Ada" store_run docker.io/library/greet:latest Ada &&
    [ "$(skopeo --insecure-policy inspect --raw "oci:$work/store:docker.io/library/greet:latest" | jq '[.layers[].size] | add')" -lt 8000000 ])
}
exits_with() { # STATUS TEXT COMMAND...
  local wanted=$1 text=$2 output status=0
  shift 2
  output=$("$@" 2>&1) || status=$?
  [ $status = "$wanted" ] && [[ $output == *"$text"* ]] && [[ $output != *"at dev.kiln"* ]] ||
    { echo "exit $status, expected $wanted with '$text':"; echo "$output"; return 1; }
}
bad_input() {
  (seed bad 'FROM busybox\nRUN exit 3\n' && exits_with 1 'Dockerfile:2' kiln_build . &&
    seed bad 'FROM busybox\nRUNN x\n' && exits_with 1 "RUN" kiln_build . &&
    seed bad 'FROM busybox\nCOPY gone /\n' && exits_with 1 "gone" kiln_build . &&
    exits_with 2 "--taggg" kiln_build --taggg x . &&
    exits_with 1 "there is no Dockerfile" kiln_build -f nowhere . &&
    exits_with 1 "did you mean" kiln_build --target bad -f <(printf 'FROM busybox AS bat\n') . &&
    seed bad 'FROM 127.0.0.1:1/x\n' && exits_with 3 "127.0.0.1:1" kiln_build . &&
    seed bad 'FROM busybox\n' && mkdir -p login &&
    { [ -n "${KILN_TEST_REGISTRY_TLS:-}" ] || return 0; } &&
    printf '{"auths":{"%s":{"auth":"%s"}}}' "$KILN_TEST_REGISTRY_TLS" "$(printf 'kiln:wrong' | base64)" >login/config.json &&
    DOCKER_CONFIG=$PWD/login exits_with 3 "401" kiln_build --registry-ca "$KILN_TEST_REGISTRY_TLS=$KILN_TEST_REGISTRY_CA" \
      -t "$KILN_TEST_REGISTRY_TLS/e2e/x" --push .)
}
tls_and_login() {
  (seed tls 'FROM busybox\nCOPY Dockerfile /\n' && mkdir -p login &&
    printf '{"auths":{"%s":{"auth":"%s"}}}' "$KILN_TEST_REGISTRY_TLS" \
      "$(printf '%s:%s' "$KILN_TEST_REGISTRY_USER" "$KILN_TEST_REGISTRY_PASSWORD" | base64)" >login/config.json &&
    DOCKER_CONFIG=$PWD/login kiln_build --registry-ca "$KILN_TEST_REGISTRY_TLS=$KILN_TEST_REGISTRY_CA" \
      -t "$KILN_TEST_REGISTRY_TLS/e2e/tls" --push . &&
    expect sha256 skopeo --insecure-policy inspect --tls-verify=false "docker://$KILN_TEST_REGISTRY/e2e/tls:latest")
}
outputs() {
  (seed outputs 'FROM busybox\nCOPY Dockerfile /here\n' && rm -rf tree &&
    kiln_build --output type=oci,dest=oci.tar --output type=docker,dest=docker.tar --output type=local,dest=tree -t outputs . &&
    expect sha256 skopeo --insecure-policy inspect oci-archive:oci.tar &&
    podman load -q -i docker.tar && [ -f tree/here ] && [ -x tree/bin/busybox ])
}

# node and golang come from Debian's packages, as in k8s-examples/01-bases.
bases() {
  local name
  for name in node golang; do
    mkdir -p "$work/seeds/$name"
    sed -n '/content: |/,/^  output/p' "$project/k8s-examples/01-bases/"*"-$name.yaml" |
      sed -e '1d' -e '/^  output/d' -e 's/^            //' >"$work/seeds/$name/Dockerfile"
    kiln_build -t "$KILN_TEST_REGISTRY/library/$name" --push "$work/seeds/$name" || return
  done
}

test_that "bases are built from Debian's packages" bases
test_that "S1: an archive becomes an image" s1_genesis
test_that "S2: FROM an image of the local store" s2_from_local_store
test_that "S4: web-ping, with its steps in the progress" s4_web_ping
test_that "S5: the order of instructions decides what is rebuilt" s5_order_decides
test_that "S7: FROM Ubuntu is refused and ubuntu suggested" s7_upper_case
test_that "S8: CMD and ENTRYPOINT in the config" s8_sleepers
test_that "S11: two names, one image" s11_two_names
test_that "S13: --no-cache reruns every step" s13_no_cache
test_that "S14: greet ships its last stage only" s14_greet
test_that "outputs are accepted by skopeo and podman" outputs
[ -z "${KILN_TEST_REGISTRY_TLS:-}" ] || test_that "push over TLS with a login" tls_and_login
test_that "bad input is told with its place, and whose part it is" bad_input
