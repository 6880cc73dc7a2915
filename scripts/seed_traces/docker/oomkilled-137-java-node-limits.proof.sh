# needs: node java
set -u
fail() { echo "$1"; exit 1; }

# 137 is SIGKILL
bash -c 'kill -9 $$' 2>/dev/null; code=$?
[ "$code" = 137 ] || fail "code of a killed process: $code"
# 134 with a message is Node's own limit
node --max-old-space-size=16 -e 'const a = []; for (;;) a.push({x: Math.random() + ""})' > out.txt 2>&1; code=$?
[ "$code" = 134 ] || fail "code of node: $code"
grep -q 'FATAL ERROR: .*JavaScript heap out of memory' out.txt || fail "node says: $(tail -3 out.txt)"

# symptom for Java: a quarter of the limit is the default (MaxRAM stands for the container's limit)
heap() { java "$@" -XX:+PrintFlagsFinal -version 2>/dev/null | grep -w MaxHeapSize | grep -oE '= [0-9]+' | tr -dc 0-9; }
[ "$(heap -XX:MaxRAM=1g)" = 268435456 ] || fail "default heap for 1 GiB: $(heap -XX:MaxRAM=1g)"
# cure: 75 %
seen=$(JAVA_TOOL_OPTIONS='-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError' heap -XX:MaxRAM=1g)
[ "$seen" = 805306368 ] || fail "heap with 75 %: $seen"
seen=$(JAVA_TOOL_OPTIONS='-XX:MaxRAMPercentage=75' heap -XX:MaxRAM=1g -Xmx100m)
[ "$seen" = 104857600 ] || fail "-Xmx does not win: $seen"

# Node takes the limit from NODE_OPTIONS
seen=$(NODE_OPTIONS=--max-old-space-size=768 node -p 'v8.getHeapStatistics().heap_size_limit / 1048576')
[ "${seen%.*}" -ge 768 ] && [ "${seen%.*}" -lt 900 ] || fail "heap_size_limit: $seen"
