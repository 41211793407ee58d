"""A prediction from the files of a Sarcomere model, by numpy alone: docs/model-format.md explains each step.

python3 predict_by_numpy.py MODEL_FOLDER ENVELOPES.csv [subject=NAME] [site=NAME] [task=NAME] > prediction.csv
"""
import base64
import json
import sys
import numpy as np


def predict(folder, envelopes, given):
    """envelopes: rows x channels at model["signals"]["rateHz"], mV. Returns rows x (angle in rad, forces in N, torque in N m)."""
    model, raw = json.load(open(f"{folder}/model.json")), open(f"{folder}/weights.bin", "rb").read()
    subject, features, rate = given.get("subject"), model["features"], model["signals"]["rateHz"]
    person = calibration(model, given)
    scales = person["emgScales"] if person else model["emgScales"].get(subject)
    scales = scales or stranger_scales(model.get("strangerScale"), envelopes)
    x = inputs(compressed(envelopes / scales, features["compression"]), features, rate)
    names = [name.split("=") for name in model["inputNames"][x.shape[1]:]]
    x = np.hstack([x, np.tile([float(given.get(by) == name) for by, name in names], (len(x), 1))])
    x = x.astype(np.float32).astype(float)
    context = x[:, ["~" in name for name in model["inputNames"]]]
    weights = weigh(model["modes"][model["mode"]], context, given, model)
    local_models = [(k, m) for k, m in enumerate(model["localModels"]) if weights[:, k].any()]
    kept, without_context = fade(x, given, model)
    y = sum(weights[:, [k]] * outputs(m, raw, x, kept, without_context) for k, m in local_models)
    for at, fix in enumerate(model["angleCorrections"].get(subject, [])):
        y[:, at] = fix["offsetRad"] + fix["scale"] * y[:, at] + by_emg(fix.get("byEmg"), envelopes, rate)
    for at, own in enumerate(person["angles"] if person else []):
        y[:, at] = own_angle(own, inputs(compressed(envelopes / scales, "log"), features, rate), y[:, at])
    coordinates = model["coordinates"]
    signs = [1 if one["measured"]["positive"] == one["positive"] else -1 for one in coordinates]
    if "torque" in model:
        y = balanced(y, model["torque"])
        y[:, -len(signs):] *= signs
    y[:, :len(signs)] *= signs
    return y


def balanced(y, torque):
    """Forces with the torque as sum r F: by bisection of mu in F' = clip(F + mu s^2 r, 0, largest)."""
    muscles, angle, forces, wanted = torque["muscles"], y[:, 0], y[:, 1:-1], y[:, -1]
    held = np.clip(angle, *torque["rangesRad"][0])
    arms = np.stack([np.polyval(m["momentArmsM"][0][::-1], held) for m in muscles], axis=1)
    squares = np.array([m["deviationN"] for m in muscles]) ** 2
    largest = np.array([m["largestForceN"] for m in muscles])
    low, high = np.full(len(y), -1e9), np.full(len(y), 1e9)
    for _ in range(120):
        mu = (low + high) / 2
        changed = np.clip(forces + mu[:, None] * squares * arms, 0, largest)
        is_low = (arms * changed).sum(axis=1) < wanted
        low, high = np.where(is_low, mu, low), np.where(is_low, high, mu)
    return np.column_stack([angle, changed, (arms * changed).sum(axis=1)])


def stranger_scales(usual, envelopes):
    own = np.percentile(envelopes, 95, axis=0)
    own[own <= 0] = 1
    if usual is None:
        return own
    return np.exp(usual["usualLog"] + usual["slope"] * (np.log(own) - usual["usualOwnLog"]))


def compressed(e, compression):
    return np.log(np.maximum(e, 0) + 0.02) if compression == "log" else e


def inputs(e, features, rate):
    rows, window = np.arange(len(e)), max(1, int(features["contextS"] * rate + 0.5))
    lagged = [e[np.maximum(rows - int(ms / 1000 * rate + 0.5), 0)] for ms in features["lagsMs"]]
    columns = [np.stack(lagged, axis=2).reshape(len(e), -1)]
    if features["contextS"] > 0:
        spans = [e[max(0, row - window + 1):row + 1] for row in rows]
        both = [[span.mean(axis=0) for span in spans], [span.std(axis=0) for span in spans]]
        columns.append(np.stack(both, axis=2).reshape(len(e), -1))
    return np.hstack(columns)


def weigh(gate, context, given, model):
    """rows x local models; not negative, and 1 in sum over each row."""
    if gate["kind"] == "constant":
        return np.tile(gate["weights"], (len(context), 1))
    if gate["kind"] == "blend":
        return sum(share * weigh(g, context, given, model) for share, g in zip(gate["shares"], gate["gates"]))
    if gate["kind"] == "context":
        logs = np.full((len(context), len(gate["localModels"])), -np.inf)
        for k, m in enumerate(gate["localModels"]):
            if m is not None:
                z = (context - m["mean"]) / m["deviation"]
                density = -np.log(m["deviation"]).sum() - 0.5 * (z**2).sum(axis=1)
                logs[:, k] = gate["temperature"] * density - np.log(m["error"])
        most = min(gate.get("mostLocalModels", logs.shape[1]), logs.shape[1])
        logs[logs < np.sort(logs, axis=1)[:, [-most]]] = -np.inf
        g = np.exp(logs - logs.max(axis=1, keepdims=True))
        return g / g.sum(axis=1, keepdims=True)
    if gate["kind"] == "nested":
        return weigh_families(gate, context, given, model)
    h = weigh(gate["otherwise"], context, given, model)  # kind "name"
    parts = gate["leaders"].get(given.get(gate["by"]))
    if parts is None:
        return h
    lead = np.zeros(h.shape)
    for k, part in parts:
        lead[:, k] = part
    if gate["within"] == "gate":
        lead = np.where((lead * h).sum(axis=1, keepdims=True) > 0, lead * h, lead)
    return gate["share"] * lead / lead.sum(axis=1, keepdims=True) + (1 - gate["share"]) * h


def weigh_families(gate, context, given, model):
    members = [family["localModels"] for family in gate["families"]]
    by_cut = [pair for family in members for m in family for pair in m["names"].items()]
    known = {by: n for by, n in given.items() if (by, n) in by_cut or f"{by}={n}" in model["inputNames"]}
    is_fitting = lambda m: all(known.get(by, n) == n for by, n in m["names"].items())
    fits = [[m["place"] for m in family if is_fitting(m)] for family in members]
    usable = [one for one in gate["shares"] if set(one["given"]) <= set(known)]
    usable = sorted(usable, key=lambda one: -len(one["given"]))
    fitting = [one for one in usable if any(share > 0 and own for share, own in zip(one["shares"], fits))]
    if not fitting:
        fitting, fits = usable[-1:], [[m["place"] for m in family] for family in members]
    h = np.ones((len(context), len(model["localModels"])))
    if "within" in gate:
        h = weigh(gate["within"], context, given, model)
    g = np.zeros(h.shape)
    for share, own in zip(fitting[0]["shares"], fits):
        total = h[:, own].sum(axis=1, keepdims=True)
        equal = np.full((len(h), len(own)), 1 / max(len(own), 1))
        g[:, own] += share * np.divide(h[:, own], total, out=equal, where=total > 0)
    return g / g.sum(axis=1, keepdims=True)


def fade(x, given, model):
    """rows x 1: how much of the outputs with context is kept; and the inputs without context."""
    fade, columns = model.get("contextFade"), ["~" in name for name in model["inputNames"]]
    if fade is None or given.get("subject") in model["angleCorrections"]:
        return np.ones((len(x), 1)), x
    groups, reach = fade["groups"], fade.get("reachOfStrangers", fade["reach"])
    own = [group for group in groups if group["subject"] == given.get("subject")]
    of_task = [group for group in groups if group["task"] == given.get("task")]
    both = [group for group in own if group in of_task]
    if both or (own and not of_task):
        reach = fade["reach"]
    means = np.array([group["mean"] for group in both or of_task or own or groups])
    z = (x[:, columns][:, None] - means) / fade["deviation"]
    kept = np.clip(2 - np.sqrt((z**2).mean(axis=2).min(axis=1)) / reach, 0, 1)[:, None]
    without_context = x.copy()
    without_context[:, columns] = fade["mean"]
    return kept, without_context


def outputs(local_model, raw, x, kept, without_context):
    if local_model.get("learner") == "forest":
        return forest(local_model, raw, x)
    return kept * network(local_model, raw, x) + (1 - kept) * network(local_model, raw, without_context)


def network(local_model, raw, x):
    t, at, layer = {}, local_model["byteOffset"], 1
    for p in local_model["parameters"]:
        t[p["name"]] = np.frombuffer(raw, "<f4", np.prod(p["shape"]), at).reshape(p["shape"]).astype(float)
        at += t[p["name"]].size * 4
    while f"hidden_{layer}/kernel" in t:
        x, layer = np.tanh(x @ t[f"hidden_{layer}/kernel"] + t[f"hidden_{layer}/bias"]), layer + 1
    columns = [x @ t["angle/kernel"] + t["angle/bias"]]
    if "force/kernel" in t:
        columns.append(np.logaddexp(0, x @ t["force_share/kernel"] + t["force_share/bias"]) @ t["force/kernel"])
    if "torque/kernel" in t:
        columns.append(x @ t["torque/kernel"] + t["torque/bias"])
    return np.hstack(columns)


def forest(local_model, raw, x):
    return trees(raw, local_model["byteOffset"], x)


def trees(raw, at, x):
    width, outputs, count, nodes = (int(number) for number in np.frombuffer(raw, "<u4", 4, at + 8))
    branches, size = (nodes - count) // 2, 1 if width <= 256 else 2
    scales = np.frombuffer(raw, "<f8", 2 * outputs, at + 24).reshape(outputs, 2)
    at += 24 + 16 * outputs
    is_leaf = np.unpackbits(np.frombuffer(raw, "u1", (nodes + 7) // 8, at), bitorder="little")[:nodes]
    at += (nodes + 7) // 8
    compared = np.frombuffer(raw, f"<u{size}", branches, at)
    thresholds = np.frombuffer(raw, "<f4", branches, at + size * branches)
    codes = np.frombuffer(raw, "u1", (nodes - branches) * outputs, at + (size + 4) * branches)
    leaves = iter(scales[:, 0] + scales[:, 1] * codes.reshape(-1, outputs))
    order, inner, y = iter(is_leaf), iter(zip(compared, thresholds)), np.zeros((len(x), outputs))

    def walk(rows):  # nodes are in preorder
        if next(order):
            y[rows] += next(leaves)
            return
        column, threshold = next(inner)
        is_low = x[rows, column] <= threshold
        walk(rows[is_low])
        walk(rows[~is_low])

    for _ in range(count):
        walk(np.arange(len(x)))
    return y / count


def by_emg(fix, envelopes, rate):
    if fix is None:
        return 0
    lags = {"lagsMs": [0, 100, 200, 300, 400, 500], "contextS": 0}
    z = inputs(compressed(envelopes / fix["emgScales"], "log"), lags, rate)
    square = ((z[:, None] - np.array(fix["centres"])) ** 2).sum(axis=2)
    return np.exp(-square / (4 * z.shape[1])) @ fix["coefficientsRad"]


def calibration(model, given):
    """What the model learned of the person in the given task, or in all if none is given; or None."""
    is_one_task = len(model.get("trainedTasks", [0, 0])) < 2
    task = None if is_one_task else given.get("task")
    own = model.get("calibrations", {}).get(given.get("subject"), [])
    return next((one for one in own if one.get("task") == task), None)


def own_angle(own, x, angle):
    floats = lambda text: np.frombuffer(base64.b64decode(text), "<f4").astype(float)
    z, c = np.hstack([x, 4 * angle[:, None]]).astype(np.float32).astype(float), floats(own["coefficientsRad"])
    square = ((z[:, None] - floats(own["centres"]).reshape(len(c), -1)) ** 2).sum(axis=2)
    y = own["offsetRad"] + own["scale"] * angle + np.exp(-square / z.shape[1]) @ c
    if "forest" in own:
        grown = trees(base64.b64decode(own["forest"]["bytes"]), 0, x.astype(np.float32).astype(float))
        y += own["forest"]["share"] * grown[:, 0]
    return y


if __name__ == "__main__":
    folder, file, *named = sys.argv[1:]
    envelopes = np.loadtxt(file, delimiter=",", ndmin=2)
    np.savetxt(sys.stdout, predict(folder, envelopes, dict(name.split("=") for name in named)), "%.9g", ",")
