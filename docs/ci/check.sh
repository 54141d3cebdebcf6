#!/bin/sh
# Checks the branch that is checked out against the one that it goes to.
#   docs/ci/check.sh [BRANCH]      BRANCH: origin/main unless given
set -eu
target=${1:-origin/main}
mkdir -p plumbline-report
code=0
"${PLUMBLINE:-plumbline}" check "$target...HEAD" \
    --also junit=plumbline-report/junit.xml --also markdown=plumbline-report/comment.md || code=$?
case $code in
    0) echo "plumbline: nothing worse than $target" ;;
    1) echo "plumbline: findings, see plumbline-report/comment.md" ;;
    *) echo "plumbline: the check could not be done" ;;
esac
exit "$code"
