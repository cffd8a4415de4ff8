"""Persistent homology with GUDHI: one JSON request a line on stdin, one JSON answer a line on stdout.

Request: id, algorithm, points, max_dimension, max_edge_length, num_steps, metric, p, precision, landmarks, sparse,
memory_mb, most_pairs (in the answer; all of them go to `store`, a path, when there are more). Answer: id and either
pairs [[dimension, birth, death or null]], total, betti_numbers, betti_curves, homology_groups, seconds, memory_mb, stored
or error {type, message}. Births and deaths are lengths: edges for Rips, radii for alpha, Cech and witness.
"""
import ctypes
import json
import os
import resource
import signal
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import gudhi  # noqa: E402
import numpy as np  # noqa: E402
from summary import spacing, summary  # noqa: E402

libc = ctypes.CDLL(None)
if sys.platform == "linux":
    # Whoever asked is gone: nobody waits for the rest of the computation.
    libc.prctl(1, signal.SIGKILL)


class Invalid(Exception):
    pass


def distances(points, metric, p):
    """Square matrix of distances in the points' own precision, row by row: no temporary is larger than the cloud."""
    n = len(points)
    out = np.empty((n, n), dtype=points.dtype)
    if metric == "cosine":
        length = np.sqrt((points * points).sum(1))
        if not length.all():
            raise Invalid("the cosine distance of a point at the origin is not defined")
        points = points / length[:, None]
    for i in range(n):
        if metric == "cosine":
            out[i] = np.maximum(0, 1 - points @ points[i])
            continue
        apart = np.abs(points - points[i])
        if metric == "euclidean":
            out[i] = np.sqrt((apart * apart).sum(1))
        elif metric == "manhattan":
            out[i] = apart.sum(1)
        elif metric == "chebyshev":
            out[i] = apart.max(1)
        else:
            out[i] = (apart**p).sum(1) ** (1 / p)
    np.fill_diagonal(out, 0)
    return out


def rips(points, ask):
    """Beyond the enclosing radius the complex is a cone: nothing more is born or dies."""
    matrix = distances(points, ask["metric"], ask["p"]).astype(np.float64)
    longest = float(matrix.max(1).min())
    longest = min(longest, ask["max_edge_length"] or longest)
    tree = gudhi.SimplexTree.create_from_array(matrix, max_filtration=longest)
    del matrix
    if ask["max_dimension"] > 0:
        tree.collapse_edges(2)
    tree.expansion(ask["max_dimension"] + 1)
    return tree, None


def sparse_rips(points, ask):
    matrix = distances(points, ask["metric"], ask["p"]).astype(np.float64)
    longest = ask["max_edge_length"] or float("inf")
    complex_ = gudhi.RipsComplex(distance_matrix=matrix, max_edge_length=longest, sparse=ask["sparse"])
    return complex_.create_simplex_tree(max_dimension=ask["max_dimension"] + 1), None


def delaunay(kind):
    def build(points, ask):
        if ask["metric"] != "euclidean":
            raise Invalid(f"{ask['algorithm']} is defined by Euclidean balls: metric must be euclidean")
        precision = "fast" if ask["precision"] == "single" else "safe"
        tree = kind(points=points, precision=precision).create_simplex_tree(output_squared_values=False)
        if ask["max_edge_length"]:
            tree.prune_above_filtration(ask["max_edge_length"] / 2)
        return tree, None

    return build


def witness(points, ask):
    """Landmarks by farthest points from the first one on; every point is a witness of the landmarks nearest to it."""
    matrix = distances(points, ask["metric"], ask["p"]).astype(np.float64)
    wanted = min(len(points), ask["landmarks"] or (30 if ask["max_dimension"] < 2 else 20))
    chosen, far = [0], matrix[0].copy()
    while len(chosen) < wanted and far.max() > 0:
        chosen.append(int(far.argmax()))
        far = np.minimum(far, matrix[chosen[-1]])
    near = matrix[:, chosen]
    reach = float(near[chosen].max(1).min())
    reach = min(reach, ask["max_edge_length"] or reach)
    order = np.argsort(near, axis=1, kind="stable")
    table = [[(int(j), float(row[j]) ** 2) for j in places] for row, places in zip(near, order)]
    complex_ = gudhi.WitnessComplex(nearest_landmark_table=table)
    tree = complex_.create_simplex_tree(max_alpha_square=reach * reach, limit_dimension=ask["max_dimension"] + 1)
    for simplex, value in tree.get_skeleton(tree.dimension()):
        tree.assign_filtration(simplex, max(0.0, value) ** 0.5)
    tree.make_filtration_non_decreasing()
    # Landmarks share witnesses from the beginning: their lives do not tell how far apart they are.
    between = matrix[np.ix_(chosen, chosen)]
    np.fill_diagonal(between, np.inf)
    return tree, float(np.median(between.min(1))) if len(chosen) > 1 else 0.0


# Each gives the complex and, where its diagram does not tell it, how far apart neighbours are.
builders = {
    "vietoris_rips": rips,
    "sparse_rips": sparse_rips,
    "alpha_complex": delaunay(gudhi.AlphaComplex),
    "cech_complex": delaunay(gudhi.DelaunayCechComplex),
    "witness_complex": witness,
}


def diagram(tree, top):
    """Rows of dimension, birth, death; sorted by dimension, the longest first."""
    tree.compute_persistence(homology_coeff_field=11, persistence_dim_max=top >= tree.dimension())
    rows = []
    for dimension in range(top + 1):
        found = np.asarray(tree.persistence_intervals_in_dimension(dimension)).reshape(-1, 2)
        found = found[np.argsort(found[:, 0] - found[:, 1], kind="stable")]
        rows.append(np.column_stack([np.full(len(found), dimension), found]))
    return np.vstack(rows)


def short(value):
    return float(f"{value:.9g}") if np.isfinite(value) else None


def store(path, rows, more):
    """Every pair, written to a file that has its name only once it is whole."""
    with open(path + ".part", "w") as out:
        out.write(json.dumps(more)[:-1] + ', "persistence_pairs": [')
        for i, (dimension, birth, death) in enumerate(rows.tolist()):
            end = '"inf"' if death == float("inf") else f"{death:.9g}"
            lives = '"inf"' if death == float("inf") else f"{death - birth:.9g}"
            comma = ",\n" if i else "\n"
            out.write(f'{comma}{{"dimension": {int(dimension)}, "birth": {birth:.9g}, "death": {end}, "persistence": {lives}}}')
        out.write("\n]}\n")
    os.replace(path + ".part", path)
    return os.path.getsize(path)


def compute(ask):
    began = time.perf_counter()
    points = np.array(ask.pop("points"), dtype=np.float32 if ask["precision"] == "single" else np.float64)
    if not np.isfinite(points).all():
        raise Invalid("a coordinate is too large for this precision")
    top = ask["max_dimension"]
    tree, apart = builders[ask["algorithm"]](points, ask)
    rows = diagram(tree, top)
    answer = {"total": len(rows), **summary(rows, top, ask["num_steps"], spacing(rows) if apart is None else apart)}
    if len(rows) > ask["most_pairs"]:
        about = {"job_id": ask["job_id"], "algorithm": ask["algorithm"], "num_points": len(points)}
        answer["stored"] = store(ask["store"], rows, {**about, **answer})
        # What is left out is the least: the shortest-lived.
        rows = rows[np.argsort(rows[:, 1] - rows[:, 2], kind="stable")[: ask["most_pairs"]]]
        rows = rows[np.lexsort((rows[:, 1] - rows[:, 2], rows[:, 0]))]
    answer["pairs"] = [[int(d), short(b), short(e)] for d, b, e in rows.tolist()]
    answer["seconds"] = round(time.perf_counter() - began, 6)
    return answer


def megabytes(field):
    """VmHWM: most since the last reset; VmRSS: now."""
    try:
        with open("/proc/self/status") as status:
            return next(round(int(line.split()[1]) / 1024, 1) for line in status if line.startswith(field))
    except OSError:
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 1)


def reset_peak():
    try:
        with open("/proc/self/clear_refs", "w") as refs:
            refs.write("5")
    except OSError:
        pass  # Then the peak is that of all requests so far.


def limit(megabytes):
    if sys.platform == "linux":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        soft = megabytes * 2**20 if megabytes else hard
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def failure(error):
    if isinstance(error, MemoryError) or "bad_alloc" in str(error):
        return {"type": "memory_error", "message": "the computation needs more memory than it may have"}
    kinds = {Invalid: "validation_error", OSError: "resource_error"}
    kind = next((kind for of, kind in kinds.items() if isinstance(error, of)), "computation_error")
    return {"type": kind, "message": (str(error) or type(error).__name__)[:500]}


def main():
    # Whatever a library prints must not stand among the answers.
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    # Whoever waits for a page goes before whoever waits for a diagram.
    os.nice(5)
    print(json.dumps({"ready": True, "gudhi": gudhi.__version__}), file=out, flush=True)
    for line in sys.stdin:
        ask, answer = {}, {}
        try:
            ask = json.loads(line)
            reset_peak()
            limit(ask["memory_mb"])
            answer = compute(ask)
            answer["memory_mb"] = megabytes("VmHWM")
        except Exception as error:  # noqa: BLE001: whatever it is, it is this request's answer
            answer = {"error": failure(error)}
        limit(0)
        if sys.platform == "linux":
            libc.malloc_trim(0)
        print(json.dumps({"id": ask.get("id"), **answer, "resident_mb": megabytes("VmRSS")}), file=out, flush=True)


main()
