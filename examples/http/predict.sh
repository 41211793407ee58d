#!/bin/sh
# Predicts over HTTP from a recording, and prints the answer as JSON.
#   sh predict.sh wrist recording.csv [subject]
# SARCOMERE_API is the address of the API, TOKEN its token: eval "$(npx sarcomere env)" sets both while "sarcomere serve" runs.
set -eu

# curl reads the token from its input, so that no list of processes shows the token.
printf 'header = "authorization: Bearer %s"\n' "$TOKEN" |
  curl --config - --silent --show-error --fail-with-body \
    --header 'content-type: text/csv' --data-binary "@$2" \
    "$SARCOMERE_API/v1/models/$1/predictions${3:+?subject=$3}"
