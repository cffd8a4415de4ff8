"""The floor of the TDA worker: the same clouds, GUDHI called as its own examples do. Prints the seconds it took."""
import json
import sys
import time

import gudhi
import numpy as np

clouds = [np.array(cloud) for cloud in json.loads(sys.stdin.readline())]
began = time.perf_counter()
for n, points in enumerate(clouds):
    if n % 2:
        tree = gudhi.AlphaComplex(points=points).create_simplex_tree(output_squared_values=False)
    else:
        tree = gudhi.RipsComplex(points=points).create_simplex_tree(max_dimension=1)
        tree.collapse_edges(2)
        tree.expansion(2)
    tree.compute_persistence()
    [tree.persistence_intervals_in_dimension(dimension) for dimension in (0, 1)]
print(time.perf_counter() - began)
