"""Predicts over HTTP from a recording, with nothing but Python's standard library.

    python3 predict.py wrist recording.csv [subject]

SARCOMERE_API and TOKEN say where the API is and let it in: `eval "$(npx sarcomere env)"` sets both while `sarcomere serve` runs.
"""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

study, file, *subject = sys.argv[1:]
query = urllib.parse.urlencode({"subject": subject[0]}) if subject else ""
with open(file, "rb") as recording:
    request = urllib.request.Request(
        f"{os.environ['SARCOMERE_API']}/v1/models/{study}/predictions?{query}",
        data=recording.read(),
        headers={"authorization": f"Bearer {os.environ['TOKEN']}", "content-type": "text/csv"},
    )
try:
    with urllib.request.urlopen(request) as response:
        prediction = json.load(response)
except urllib.error.HTTPError as error:
    problem = json.load(error)
    print(problem["title"], file=sys.stderr)
    for fault in problem.get("faults", []):
        print("{what} Found {found}; expected {expected}. {fix}".format(**fault), file=sys.stderr)
    sys.exit(2)

print("time_s", f"{prediction['joint']}_{prediction['positive']}_deg", *(f"force_{m}_N" for m in prediction["forcesN"]), sep=",")
for row in zip(prediction["timeS"], prediction["angleDeg"], *prediction["forcesN"].values()):
    print(*row, sep=",")
