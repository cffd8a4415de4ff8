"""Trains the crypto models: features.csv (model/dataset.ts) -> lightgbm_v1.onnx, lightgbm_v2.onnx, mlp_v1.onnx, models.json, metrics.json, fixture.json.

Markets are disjoint: the test markets are never trained on. See README.md beside this file for how to run it.
"""
import argparse, json, pathlib
import lightgbm as lgb
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxmltools import convert_lightgbm
from onnxmltools.convert.common.data_types import FloatTensorType
from sklearn.neural_network import MLPClassifier

args = argparse.ArgumentParser()
args.add_argument("data")
args.add_argument("--out", default=str(pathlib.Path(__file__).parent))
args = args.parse_args()
out = pathlib.Path(args.out)

with open(args.data) as f:
    names = f.readline().strip().split(",")
    table = np.loadtxt(f, delimiter=",", dtype=np.float64)
market, y, move, X = table[:, 0], table[:, 2].astype(int), table[:, 3], table[:, 4:].astype(np.float32)
# Markets by their number modulo 10: 0-6 learn, 7 stops the learning, 8-9 are the test.
part = market % 10
learn, stop, test = part < 7, part == 7, part >= 8
window = np.array([n.startswith("w") for n in names[4:]])


def down(text):
    """Thresholds rounded down to 32-bit floats, so that LightGBM and ONNX decide alike."""
    value = float(text)
    near = np.float32(value)
    return repr(float(near if float(near) <= value else np.nextafter(near, np.float32(-np.inf))))


def trees(columns):
    params = dict(objective="multiclass", num_class=3, learning_rate=0.06, num_leaves=8, max_depth=4, min_data_in_leaf=200, lambda_l2=10.0,
                  feature_fraction=0.5, bagging_fraction=0.7, bagging_freq=1, seed=7, deterministic=True, force_row_wise=True, verbose=-1)
    booster = lgb.train(params, lgb.Dataset(X[learn][:, columns], y[learn]), 200, valid_sets=[lgb.Dataset(X[stop][:, columns], y[stop])],
                        callbacks=[lgb.early_stopping(25, verbose=False)])
    text = booster.model_to_string(num_iteration=booster.best_iteration).split("\n")
    text = ["threshold=" + " ".join(map(down, line[10:].split())) if line.startswith("threshold=") else line for line in text]
    booster = lgb.Booster(model_str="\n".join(line for line in text if not line.startswith("tree_sizes=")))
    made = convert_lightgbm(booster, initial_types=[("features", FloatTensorType([None, int(columns.sum())]))], zipmap=False, target_opset=15)
    return made, booster.predict, dict(rounds=booster.num_trees() // 3)


def net(columns):
    """One hidden layer of 24, in ONNX as two products and a softmax."""
    A = X[learn][:, columns]
    mean, scale = A.mean(axis=0), np.maximum(A.std(axis=0), 1e-6)
    made = MLPClassifier((24,), alpha=0.3, learning_rate_init=0.002, batch_size=512, early_stopping=True, n_iter_no_change=6, max_iter=60, random_state=7)
    made.fit((A - mean) / scale, y[learn])
    (w1, w2), (b1, b2) = made.coefs_, made.intercepts_
    f = lambda name, a: numpy_helper.from_array(np.asarray(a, dtype=np.float32), name)
    nodes = [helper.make_node("Sub", ["features", "mean"], ["centred"]), helper.make_node("Div", ["centred", "scale"], ["scaled"]),
             helper.make_node("Gemm", ["scaled", "w1", "b1"], ["h"]), helper.make_node("Relu", ["h"], ["r"]),
             helper.make_node("Gemm", ["r", "w2", "b2"], ["logits"]), helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1)]
    graph = helper.make_graph(nodes, "mlp", [helper.make_tensor_value_info("features", TensorProto.FLOAT, [None, int(columns.sum())])],
                              [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, 3])],
                              [f("mean", mean), f("scale", scale), f("w1", w1), f("b1", b1), f("w2", w2), f("b2", b2)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    onnx.checker.check_model(model)
    return model, lambda a: made.predict_proba((a - mean) / scale), dict(epochs=made.n_iter_)


def judge(p, t, m):
    said = p.argmax(axis=1)
    logloss = -np.log(np.clip(p[np.arange(len(t)), t], 1e-9, 1)).mean()
    base = np.bincount(y[learn], minlength=3) / learn.sum()
    gain = np.where(said == 2, m, np.where(said == 0, -m, 0))
    per = {}
    for k, name in enumerate(("sell", "hold", "buy")):
        mine = said == k
        per[name] = dict(said=round(float(mine.mean()), 4), precision=round(float((t[mine] == k).mean()), 4) if mine.any() else None,
                         recall=round(float(mine[t == k].mean()), 4), share=round(float((t == k).mean()), 4))
    r = lambda x: round(float(x), 5)
    return dict(n=int(len(t)), accuracy=r((said == t).mean()), accuracy_of_most_frequent=r((t == base.argmax()).mean()), log_loss=r(logloss),
                log_loss_of_base_rates=r(-np.log(base[t]).mean()), mean_return_per_minute_before_fees_bp=r(1e4 * gain.mean()), classes=per)


metrics, listing, fixture = {}, [], {}
for model, version, columns, make in (("lightgbm", 1, window, trees), ("lightgbm", 2, ~window, trees), ("mlp", 1, window, net)):
    made, predict, about = make(columns)
    name = f"{model}_v{version}"
    (out / f"{name}.onnx").write_bytes(made.SerializeToString())
    session = onnxruntime.InferenceSession(str(out / f"{name}.onnx"))
    A = X[test][:, columns]
    p = session.run(["probabilities"], {"features": A})[0]
    metrics[name] = {**about, **judge(p, y[test], move[test]), "onnx_difference": float(np.abs(p - predict(A)).max()),
                     "bytes": (out / f"{name}.onnx").stat().st_size}
    listing.append(dict(model=model, version=version, file=f"{name}.onnx", width=int(columns.sum())))
    some = np.flatnonzero(test)[:: max(1, int(test.sum() / 12))][:12]
    fixture[name] = dict(rows=X[some][:, columns].astype(float).round(6).tolist(),
                         probabilities=session.run(["probabilities"], {"features": X[some][:, columns]})[0].astype(float).tolist())
(out / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n")
(out / "models.json").write_text(json.dumps(listing, indent=1) + "\n")
(out / "fixture.json").write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
print(json.dumps(metrics, indent=1))
