"""Trains the delinquency model: features.csv (model/dataset.ts) -> model.onnx, model.json, metrics.json, fixture.json.

Customer- and time-disjoint: the test customers are never trained on, and are tested on days after the last trained day.
See README.md beside this file for how to run it.
"""
import argparse, csv, datetime, json, pathlib
import lightgbm as lgb
import numpy as np
import onnxruntime
from onnxmltools import convert_lightgbm
from onnxmltools.convert.common.data_types import FloatTensorType

args = argparse.ArgumentParser()
args.add_argument("data")
args.add_argument("--out", default=str(pathlib.Path(__file__).parent))
args.add_argument("--rounds", type=int, default=70)
args = args.parse_args()
out = pathlib.Path(args.out)

with open(args.data) as f:
    rows = csv.reader(f)
    names = next(rows)[3:]
    table = np.array([[float(x) if x else np.nan for x in row] for row in rows])
customer, day, y, X = table[:, 0], table[:, 1], table[:, 2], table[:, 3:]

# Customers by their number modulo 10: 0-6 learn, 7 stops the learning, 8-9 are the test. The last 30 % of days are the test's;
# learning ends 30 days before them, so that no trained label looks into the tested days.
cut = np.quantile(day, 0.7)
part = customer % 10
learn = (part < 7) & (day < cut - 30)
stop = (part == 7) & (day < cut - 30)
test = (part >= 8) & (day >= cut)

medians = np.round(np.nanmedian(X[learn], axis=0), 4)
X = np.where(np.isnan(X), medians, X).astype(np.float32)

params = dict(objective="binary", learning_rate=0.12, num_leaves=10, max_depth=5, min_data_in_leaf=60, lambda_l2=4.0,
              feature_fraction=0.7, bagging_fraction=0.8, bagging_freq=1, seed=7, deterministic=True, force_row_wise=True, verbose=-1)
booster = lgb.train(params, lgb.Dataset(X[learn], y[learn], feature_name=names), args.rounds,
                    valid_sets=[lgb.Dataset(X[stop], y[stop])], callbacks=[lgb.early_stopping(25, verbose=False)])
rounds = booster.best_iteration

# ONNX and the browser-side runtime hold thresholds as 32-bit floats. Rounded down to one, every threshold splits 32-bit inputs
# exactly as before, and all three (LightGBM, ONNX, our trees) decide alike.
def down(text):
    value = float(text)
    near = np.float32(value)
    return repr(float(near if float(near) <= value else np.nextafter(near, np.float32(-np.inf))))
text = booster.model_to_string(num_iteration=rounds).split("\n")
text = ["threshold=" + " ".join(map(down, line[10:].split())) if line.startswith("threshold=") else line for line in text]
text = [line for line in text if not line.startswith("tree_sizes=")]
booster = lgb.Booster(model_str="\n".join(text))

onnx = convert_lightgbm(booster, initial_types=[("features", FloatTensorType([None, len(names)]))], zipmap=False, target_opset=15)
(out / "model.onnx").write_bytes(onnx.SerializeToString())
session = onnxruntime.InferenceSession(str(out / "model.onnx"))
by_onnx = lambda x: session.run(["probabilities"], {"features": x.astype(np.float32)})[0][:, 1]


def flat(node, into):
    """A tree as parallel lists; leaves have feature -1. Returns the node's number."""
    me = len(into["feature"])
    leaf = "leaf_value" in node
    into["feature"].append(-1 if leaf else node["split_feature"])
    into["threshold"].append(0 if leaf else float(np.float32(node["threshold"])))
    into["value"].append(node["leaf_value"] if leaf else 0)
    into["cover"].append(node["leaf_count"] if leaf else node["internal_count"])
    into["left"].append(0); into["right"].append(0)
    if not leaf:
        assert node["decision_type"] == "<="
        into["left"][me] = flat(node["left_child"], into)
        into["right"][me] = flat(node["right_child"], into)
    return me


trees = []
for info in booster.dump_model()["tree_info"]:
    tree = {k: [] for k in ("feature", "threshold", "left", "right", "value", "cover")}
    flat(info["tree_structure"], tree)
    trees.append(tree)

p, t = booster.predict(X[test]), y[test]
order = np.argsort(-p, kind="stable")
hits = np.cumsum(t[order])
pos, neg = t.sum(), len(t) - t.sum()
ranks = np.empty(len(p)); ranks[np.argsort(p, kind="stable")] = np.arange(1, len(p) + 1)
for v in np.unique(p):  # ties share their mean rank
    same = p == v
    if same.sum() > 1: ranks[same] = ranks[same].mean()
auc = (ranks[t == 1].sum() - pos * (pos + 1) / 2) / (pos * neg)
precision = hits / np.arange(1, len(t) + 1)
pr_auc = (precision * t[order]).sum() / pos
bins = np.clip((p * 10).astype(int), 0, 9)
ece = sum(abs(p[bins == b].mean() - t[bins == b].mean()) * (bins == b).mean() for b in range(10) if (bins == b).any())
at = {}
for name, level in (("MEDIUM", 0.3), ("HIGH", 0.5), ("CRITICAL", 0.7)):
    said = p >= level
    at[name] = dict(cut=level, precision=round(float(t[said].mean()), 4), recall=round(float(t[said].sum() / pos), 4), share=round(float(said.mean()), 4))
r = lambda x: round(float(x), 4)
metrics = dict(test=dict(n=int(len(t)), customers=int(len(np.unique(customer[test]))), base_rate=r(t.mean()), auc=r(auc), pr_auc=r(pr_auc),
               brier=r(((p - t) ** 2).mean()), brier_of_base_rate=r(((t.mean() - t) ** 2).mean()), calibration_error=r(ece), at=at),
               train=dict(n=int(learn.sum()), base_rate=r(y[learn].mean()), trees=rounds),
               onnx_difference=float(np.abs(by_onnx(X[test]) - p).max()))
now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
version = now.strftime("%Y%m%d")
gain = booster.feature_importance("gain")
importance = {names[i]: r(gain[i] / gain.sum()) for i in np.argsort(-gain)}
(out / "metrics.json").write_text(json.dumps({**metrics, "importance": importance}, indent=1) + "\n")
model = dict(version=version, trained_at=now.isoformat().replace("+00:00", "Z"), features=names, medians=medians.tolist(),
             levels=dict(MEDIUM=0.3, HIGH=0.5, CRITICAL=0.7), trees=trees)
(out / "model.json").write_text(json.dumps(model, separators=(",", ":")) + "\n")

# What the tests in TypeScript are held against: LightGBM's own scores and contributions.
sample = np.concatenate([np.flatnonzero(test)[::max(1, int(test.sum() / 40))][:40], np.flatnonzero(test)[order[:10]]])
fixture = dict(vectors=X[sample].astype(float).round(4).tolist(), scores=booster.predict(X[sample]).tolist(), onnx=by_onnx(X[sample]).astype(float).tolist(),
               contributions=booster.predict(X[sample], pred_contrib=True).tolist())
(out / "fixture.json").write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(json.dumps(metrics, indent=1))
print({n: (out / n).stat().st_size for n in ("model.onnx", "model.json", "fixture.json")})
