"""EMG to the envelopes that predict_by_numpy.py takes, as docs/model-format.md describes it: needs numpy and scipy.

python3 envelopes_by_scipy.py MODEL_FOLDER EMG.csv SAMPLE_RATE_HZ > envelopes.csv
"""
import json
import sys
import numpy as np
from scipy.signal import butter, sosfilt, sosfilt_zi, sosfiltfilt


def envelopes_of(signals, emg, sample_rate):
    """emg: rows x channels in the model's unit. Returns rows x channels on the model's grid, mV."""
    setting, rate = signals["emg"]["filter"], signals["rateHz"]
    low, high = setting["bandPassHz"]

    def apply(sos, x):
        if not setting["causal"]:
            return sosfiltfilt(sos, x, axis=0)
        return np.stack([sosfilt(sos, c, zi=sosfilt_zi(sos) * c[0])[0] for c in x.T], axis=1)

    e = emg * {"V": 1000, "mV": 1, "uV": 0.001, "normalised": 1}[signals["emg"]["unit"]]
    if signals["emg"]["kind"] == "raw":
        e = e if setting["causal"] else e - e.mean(axis=0)
        band = butter(4, [low, min(high, 0.45 * sample_rate)], "band", fs=sample_rate, output="sos")
        e = np.abs(apply(band, e))
        e = apply(butter(2, setting["envelopeHz"], fs=sample_rate, output="sos"), e)
    e = np.maximum(e, 0)
    if rate < 0.99 * sample_rate:
        e = apply(butter(4, 0.4 * rate, fs=sample_rate, output="sos"), e)
    time = np.arange(len(e)) / sample_rate
    grid = np.arange(int(time[-1] * rate + 1e-6) + 1) / rate
    return np.stack([np.interp(grid, time, c) for c in e.T], axis=1)


if __name__ == "__main__":
    folder, file, sample_rate = sys.argv[1:]
    signals = json.load(open(f"{folder}/model.json"))["signals"]
    emg = np.loadtxt(file, delimiter=",", ndmin=2)
    np.savetxt(sys.stdout, envelopes_of(signals, emg, float(sample_rate)), "%.9g", ",")
