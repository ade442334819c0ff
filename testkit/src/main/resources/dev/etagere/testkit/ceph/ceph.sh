#!/usr/bin/env bash
# A throw-away Ceph with S3 gateways on 127.0.0.1, for tests. Its objects are in memory: none
# survives `stop`.
#
#   ceph.sh start DIR [single|independent|replicated]   returns when every gateway answers
#   ceph.sh stop DIR                                    DIR stays, with its logs
#   ceph.sh freeze|thaw|kill|restart DIR NAME           one gateway: a, b or c, in the order of ports
#   ceph.sh check                                       says whether the packages are here
#
#   single        one gateway (the default)
#   independent   three gateways, each a store of its own
#   replicated    two gateways that copy to each other in the background, last writer wins
#
# Needs no root, no systemd and no network. Any user may run it, several times at once with other
# ports and directories. From the environment:
#   CEPH_PORTS        ports of the gateways, in order       (17080 17081 17082)
#   CEPH_MON_PORT     port of the monitor                   (17070)
#   CEPH_ACCESS_KEY   of the one user, who owns all buckets (etagere-test)
#   CEPH_SECRET_KEY                                         (etagere-test-secret)
#   CEPH_BYTES        most bytes it holds, in memory        (2147483648)
#   CEPH_SECONDS      how long each wait may last           (60)
#   CEPH_OWNER_PID    when this process ends, so does Ceph, and DIR goes (none)
#
# Exit codes: 0 done, 2 wrong usage, 75 a port is taken (try others), 77 a package is missing,
# 143 stopped by a signal, 1 the rest.
set -euo pipefail

readonly DEBIAN='apt-get install -y --no-install-recommends ceph-mon ceph-osd radosgw ceph-common'
readonly SECONDS_MAX=${CEPH_SECONDS:-60}

fail() { # code, message
  echo "ceph.sh: $2" >&2
  exit "$1"
}

check() {
  local tool absent=()
  for tool in ceph-mon ceph-osd radosgw radosgw-admin ceph monmaptool setsid timeout; do
    command -v "$tool" >/dev/null || absent+=("$tool")
  done
  ((${#absent[@]} == 0)) && return
  echo "no Ceph here (missing: ${absent[*]}); on Debian: $DEBIAN" >&2
  exit 77
}

answers() { # port: does it speak HTTP?
  local line
  { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'HEAD / HTTP/1.0\r\n\r\n' >&3 || true
  IFS= read -r -t 5 line <&3 || line=
  exec 3>&-
  [[ $line == HTTP/* ]]
}

taken() { # port
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# ---- processes -----------------------------------------------------------------------------------

# Cut off from the terminal, so that ^C at the tests does not reach it, but in the foreground: to
# go to the background Ceph forks, and this way the pid is known from the first moment.
daemon() { # name, command...
  local name=$1
  shift
  setsid "$@" </dev/null >>"$dir/log/$name.out" 2>&1 &
  disown
  echo $! >"$dir/pid/$name"
  # until it has become that command, it is a copy of this script
  until ours $! || [[ ! -d /proc/$! ]]; do sleep 0.01; done
}

# A pid may be another process's by now: only one that was told of our ceph.conf is ours.
ours() { # pid
  local word words=()
  { mapfile -d '' -t words <"/proc/$1/cmdline"; } 2>/dev/null || return 1
  for word in "${words[@]}"; do
    [[ $word != "$dir/ceph.conf" ]] || return 0
  done
  return 1
}

alive() { # name
  ours "$(<"$dir/pid/$1")"
}

collided() { # name: did another process get its port between our look at it and now?
  grep -qsiE 'address already in use|unable to bind' "$dir/log/$1.out" "$dir/log/$1.log"
}

# Is it running, and on its port? If not: why, and would another port help?
well() { # name
  if collided "$1"; then fail 75 "$1: its port is taken"; fi
  alive "$1" && return
  tail -n 5 "$dir/log/$1.out" "$dir/log/$1.log" >&2 2>/dev/null || true
  fail 1 "$1 ended; logs are in $dir/log"
}

# No orderly end is needed: nothing is kept, and SIGKILL takes milliseconds, SIGTERM seconds.
stop() {
  local file pid end=$((SECONDS + SECONDS_MAX))
  for file in "$dir"/pid/*; do
    [[ -f $file ]] || continue
    pid=$(<"$file")
    if [[ -n $pid ]] && ours "$pid"; then
      kill -9 "$pid" 2>/dev/null || true
      while ours "$pid"; do
        ((SECONDS < end)) || fail 1 "process $pid does not end"
        sleep 0.02
      done
    fi
    rm -f "$file"
  done
}

born() { # pid: when it started, which tells it from a later process of the same pid
  local stat
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
  read -r -a stat <<<"${stat##*) }"
  echo "${stat[19]}"
}

# Stays behind, and ends everything when that process has ended, however it ended.
guard() { # pid
  local then
  then=$(born "$1" || true)
  while [[ -n $then && $(born "$1" || true) == "$then" ]]; do sleep 1; done
  rm -f "$dir/pid/guard" # or it would stop itself first
  stop
  clean
  rmdir "$dir" 2>/dev/null || true
}

# Only what we made: DIR may be given by mistake.
clean() {
  rm -rf "$dir/mon" "$dir/osd" "$dir/log" "$dir/pid" "$dir/ceph.conf" "$dir/keyring"
}

# ---- configuration -------------------------------------------------------------------------------

configure() {
  cat >"$dir/ceph.conf" <<EOF
[global]
fsid = $fsid
mon_host = v1:127.0.0.1:$mon_port
public_network = 127.0.0.0/8
ms_bind_msgr2 = false
# nobody but this machine can reach it, and what it holds is test data
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
keyring = $dir/keyring
run_dir = $dir
# a socket's path may have 107 bytes at most, a directory for tests may have more
admin_socket =
log_file = $dir/log/\$name.log
# one copy of everything, on one disk that is memory
osd_crush_chooseleaf_type = 0
osd_pool_default_size = 1
osd_pool_default_min_size = 1
mon_allow_pool_size_one = true
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
mon_max_pg_per_osd = 1000

[mon]
mon_data = $dir/mon/a
mon_data_avail_warn = 2
mon_data_avail_crit = 1
# the gateway makes a dozen pools, each some rounds of the monitor: at its own pace, seconds each
paxos_propose_interval = 0.02
paxos_min_wait = 0.01

[osd]
osd_data = $dir/osd
osd_objectstore = memstore
memstore_device_bytes = ${CEPH_BYTES:-2147483648}
# its place in the CRUSH map is given below: its own update at start races the first monitor map
osd_crush_update_on_start = false
osd_class_update_on_start = false
# a gateway killed and started again waits until its former self counts as gone: 30 s by default
osd_client_watch_timeout = 5
EOF
}

configure_gateway() { # name port [realm zonegroup zone]
  cat >>"$dir/ceph.conf" <<EOF

[client.rgw.$1]
rgw_frontends = beast endpoint=127.0.0.1:$2 tcp_nodelay=1
rgw_thread_pool_size = 64
EOF
  (($# == 5)) || return 0
  printf 'rgw_realm = %s\nrgw_zonegroup = %s\nrgw_zone = %s\n' "${@:3}" >>"$dir/ceph.conf"
}

# ---- steps ---------------------------------------------------------------------------------------

failed() { # command...
  tail -n 15 "$dir/log/setup.out" >&2
  fail 1 "failed: $*; logs are in $dir/log"
}

quietly() { # command...: its output matters only when it fails
  timeout "$SECONDS_MAX" "$@" >>"$dir/log/setup.out" 2>&1 || failed "$@"
}

# Now and then a client sends its command before it has learnt the cluster's id, and is refused with
# EPERM. Those given here may be repeated.
cluster() { # a command to the monitor
  local end=$((SECONDS + SECONDS_MAX))
  until timeout "$SECONDS_MAX" ceph -c "$dir/ceph.conf" "$@" >>"$dir/log/setup.out" 2>&1; do
    well mon.a
    ((SECONDS < end)) || failed "$@"
    echo "again: $*" >>"$dir/log/setup.out"
    sleep 0.2
  done
}

admin() { # a command about users, realms and zones
  quietly radosgw-admin -c "$dir/ceph.conf" "$@"
}

# Without it the commands would wait too, but longer than needed, and to the end if it has no port.
await_monitor() {
  local end=$((SECONDS + SECONDS_MAX))
  until taken "$mon_port"; do
    well mon.a
    ((SECONDS < end)) || fail 1 "mon.a does not answer after $SECONDS_MAX s; logs are in $dir/log"
    sleep 0.02
  done
  well mon.a
}

start_cluster() {
  local disk
  disk=$(</proc/sys/kernel/random/uuid)
  : >"$dir/keyring"
  quietly monmaptool --create --fsid "$fsid" --addv a "[v1:127.0.0.1:$mon_port]" "$dir/mon/map"
  quietly ceph-mon -c "$dir/ceph.conf" -i a --mkfs --monmap "$dir/mon/map"
  daemon mon.a ceph-mon -f -c "$dir/ceph.conf" -i a
  await_monitor
  cluster osd new "$disk"
  cluster osd crush add 0 1.0 host=here root=default
  quietly ceph-osd -c "$dir/ceph.conf" -i 0 --mkfs --osd-uuid "$disk"
  daemon osd.0 ceph-osd -f -c "$dir/ceph.conf" -i 0
}

start_gateway() { # name
  daemon "client.rgw.$1" radosgw -f -c "$dir/ceph.conf" -n "client.rgw.$1"
}

await_gateway() { # name port
  local end=$((SECONDS + SECONDS_MAX))
  until answers "$2"; do
    well "client.rgw.$1"
    ((SECONDS < end)) || fail 1 "$1 does not answer after $SECONDS_MAX s; logs are in $dir/log"
    sleep 0.05
  done
  # another server may have got the port first: then ours has ended, or is about to
  well "client.rgw.$1"
  echo "http://127.0.0.1:$2"
}

test_user() { # where it lives...
  admin user create --uid=etagere --display-name=etagere --max-buckets=100000 \
    --access-key="$access" --secret-key="$secret" "$@"
}

single() {
  configure_gateway a "${ports[0]}"
  test_user
  start_gateway a
  await_gateway a "${ports[0]}"
}

independent() {
  local n names=(a b c) name
  for n in 0 1 2; do
    name=${names[n]}
    local place=(--rgw-realm="realm-$name" --rgw-zonegroup="group-$name")
    admin realm create --rgw-realm="realm-$name"
    admin zonegroup create "${place[@]}" --master
    admin zone create "${place[@]}" --rgw-zone="$name" --master
    admin period update --commit "${place[@]}" --rgw-zone="$name"
    test_user "${place[@]}" --rgw-zone="$name"
    configure_gateway "$name" "${ports[n]}" "realm-$name" "group-$name" "$name"
    start_gateway "$name"
  done
  for n in 0 1 2; do await_gateway "${names[n]}" "${ports[n]}"; done
}

replicated() {
  local first=http://127.0.0.1:${ports[0]} second=http://127.0.0.1:${ports[1]}
  local mover=(--access-key=etagere-sync --secret=etagere-sync-secret)
  admin realm create --rgw-realm=realm --default
  local group=(--rgw-zonegroup=group)
  admin zonegroup create "${group[@]}" --endpoints="$first" --master --default
  admin zone create "${group[@]}" --rgw-zone=a --endpoints="$first" --master --default "${mover[@]}"
  admin zone create "${group[@]}" --rgw-zone=b --endpoints="$second" "${mover[@]}"
  admin period update --commit --rgw-zone=a
  admin user create --uid=sync --display-name=sync --system "${mover[@]}" --rgw-zone=a
  test_user --rgw-zone=a
  configure_gateway a "${ports[0]}" realm group a
  configure_gateway b "${ports[1]}" realm group b
  # and it replicates once its former self's leases have run out: after 120 s by default
  printf '\n[client]\nrgw_sync_lease_period = 6\n' >>"$dir/ceph.conf"
  start_gateway a
  start_gateway b
  await_gateway a "${ports[0]}"
  await_gateway b "${ports[1]}"
}

start() { # mode
  local mode=$1 port
  local access=${CEPH_ACCESS_KEY:-etagere-test} secret=${CEPH_SECRET_KEY:-etagere-test-secret}
  local mon_port=${CEPH_MON_PORT:-17070} ports fsid
  read -r -a ports <<<"${CEPH_PORTS:-17080 17081 17082}"
  case $mode in
    single) ports=("${ports[@]:0:1}") ;;
    replicated) ports=("${ports[@]:0:2}") ;;
  esac
  stop
  clean
  for port in "$mon_port" "${ports[@]}"; do
    if taken "$port"; then fail 75 "port $port is taken"; fi
  done
  mkdir -p "$dir"/{mon,osd,log,pid}
  fsid=$(</proc/sys/kernel/random/uuid)
  configure
  trap stop EXIT # half a Ceph is of no use
  trap 'exit 143' HUP INT TERM
  if [[ -n ${CEPH_OWNER_PID:-} ]]; then
    daemon guard "$BASH" "$self" guard "$dir" "$CEPH_OWNER_PID" "$dir/ceph.conf"
  fi
  start_cluster
  "$mode"
  trap - EXIT
}

# ---- one gateway's outage -------------------------------------------------------------------------

gateway_pid() { # name
  local pid
  pid=$(cat "$dir/pid/client.rgw.$1" 2>/dev/null) || fail 2 "there is no gateway $1"
  ours "$pid" || fail 1 "gateway $1 does not run; logs are in $dir/log"
  echo "$pid"
}

freeze() { # name: connections are taken, nothing is answered
  local pid
  pid=$(gateway_pid "$1")
  kill -STOP "$pid"
}

thaw() { # name
  local pid
  pid=$(gateway_pid "$1")
  kill -CONT "$pid"
}

kill_gateway() { # name: returns when it is gone
  local pid end=$((SECONDS + SECONDS_MAX))
  pid=$(gateway_pid "$1")
  kill -9 "$pid"
  while ours "$pid"; do
    ((SECONDS < end)) || fail 1 "gateway $1 does not end"
    sleep 0.02
  done
}

restart() { # name: on the port it had; returns when it answers
  local port
  port=$(sed -n "/^\[client\.rgw\.$1\]/,/^\$/s/.*endpoint=127\.0\.0\.1:\([0-9]*\).*/\1/p" "$dir/ceph.conf")
  [[ -n $port ]] || fail 2 "there is no gateway $1"
  start_gateway "$1"
  await_gateway "$1" "$port"
}

# ---- command line --------------------------------------------------------------------------------

usage() {
  fail 2 "usage: ceph.sh start DIR [single|independent|replicated] | stop DIR | check |
       freeze DIR NAME | thaw DIR NAME | kill DIR NAME | restart DIR NAME"
}

umask 077
unset CEPH_ARGS CEPH_CONF PYTHONPATH PYTHONHOME # they would change what ceph reads
PATH=${PATH:-/usr/bin:/bin}:/usr/sbin:/sbin
self=$(readlink -f "$0")
command=${1:-} dir=${2:-}
if [[ $command == check ]]; then
  check
  exit 0
fi
[[ -n $dir ]] || usage
case $command in
  start)
    case ${3:-single} in single | independent | replicated) ;; *) usage ;; esac
    check
    mkdir -p "$dir"
    dir=$(readlink -f "$dir")
    start "${3:-single}"
    ;;
  stop)
    dir=$(readlink -f "$dir")
    stop
    ;;
  freeze | thaw | kill | restart)
    dir=$(readlink -f "$dir")
    [[ ${3:-} == [abc] ]] || usage
    if [[ $command == kill ]]; then kill_gateway "$3"; else "$command" "$3"; fi
    ;;
  guard)
    guard "$3"
    ;;
  *) usage ;;
esac
