#!/bin/sh
# usage: run-tests.sh RESULT_DIR SUITE...
# Runs the test programs. Fails if a test fails that has no open anomaly, or if
# a test with an open anomaly passes (the anomaly is then to be closed).
set -u
results=$1
shift
mkdir -p "$results"
log=$(for suite in "$@"; do "build/tests/$suite" "$results/$suite.xml" || echo "EXIT $suite $?"; done)
printf '%s\n' "$log" | grep -v '^EXIT' || true

known=$(sed -e 's/#.*//' -e 's/[[:space:]].*//' test/known-anomalies.txt | grep . || true)
failed=$(printf '%s\n' "$log" | sed -n 's/^FAILED \([^:]*\):.*/\1/p')
status=0
for name in $failed; do
    printf '%s\n' "$known" | grep -qxF "$name" || { echo "not a known anomaly: $name"; status=1; }
done
for name in $known; do
    printf '%s\n' "$failed" | grep -qxF "$name" || { echo "passes, close its anomaly: $name"; status=1; }
done
# a program that ended without naming a failed test has crashed
for suite in $(printf '%s\n' "$log" | sed -n 's/^EXIT \([^ ]*\).*/\1/p'); do
    printf '%s\n' "$failed" | grep -q "^$suite\." || { echo "crashed: $suite"; status=1; }
done
echo "$# suites, results in $results"
exit $status
