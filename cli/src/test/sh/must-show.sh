#!/bin/sh
# What the command must show: bytes come back as they were, and shells that count on one key at once
# lose nothing.
#
#   must-show.sh ETAGERE FILE [SHELLS [TIMES]]     8 shells, 50 times by default
set -eu
etagere=$1
file=$2
shells=${3-8}
times=${4-50}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$etagere" put notes/a "$file" --dir "$folder/store" >/dev/null
"$etagere" get notes/a --dir "$folder/store" | cmp - "$file"
echo "put and get: the same bytes"

count() {
  n=0
  while [ "$n" -lt "$times" ]; do
    "$etagere" update n --dir "$folder/store" --default 0 -- awk '{print $1+1}' >/dev/null
    n=$((n + 1))
  done
}

started=
s=0
while [ "$s" -lt "$shells" ]; do
  count &
  started="$started $!"
  s=$((s + 1))
done
failed=0
for pid in $started; do
  wait "$pid" || failed=$((failed + 1))
done

counted=$("$etagere" get n --dir "$folder/store")
echo "counted $counted, wanted $((shells * times)), shells that failed: $failed"
[ "$counted" -eq $((shells * times)) ] && [ "$failed" -eq 0 ]
