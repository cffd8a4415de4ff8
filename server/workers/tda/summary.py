"""What is told of a diagram in figures: Betti numbers and curves. Shape is told from noise by a rule of thumb, no test of significance."""
import numpy as np


def spacing(rows):
    """How far apart neighbours are: the median life of what was a piece of its own, in the unit of the filtration."""
    lives = rows[rows[:, 0] == 0, 2] - rows[rows[:, 0] == 0, 1]
    lives = lives[np.isfinite(lives) & (lives > 0)]
    return float(np.median(lives)) if len(lives) else 0.0


def lasting(rows, apart):
    """
    What never dies; and in each dimension, down to the lowest clear gap in the order of lives: a piece that stands 2 x `apart` from the
    others and 2.5 x farther than the next; a hole that lives 3.5 x `apart` and a quarter longer than the next, or 1 x and 7 x longer.
    Noise leaves loops about as long as neighbours are apart, but voids of a third of that: each further dimension asks for a third.
    Rows are sorted by dimension, the longest first.
    """
    lives = rows[:, 2] - rows[:, 1]
    lasts = np.isinf(lives)
    for dimension in np.unique(rows[:, 0]):
        mine = np.flatnonzero((rows[:, 0] == dimension) & ~lasts)
        own = lives[mine]
        after = np.append(own[1:], 0.0)
        unit = apart / 3 ** max(0, dimension - 1)
        if dimension == 0:
            clear = (own > 2 * unit) & (own >= 2.5 * after)
        else:
            clear = (own > 3.5 * unit) & (own >= 1.25 * after) | (own > unit) & (own >= 7 * after)
        # Without a scale nothing can be told from noise.
        if unit > 0 and clear.any():
            lasts[mine[: np.flatnonzero(clear)[-1] + 1]] = True
    return lasts


def summary(rows, top, steps, apart):
    lasts = lasting(rows, apart)
    ends = rows[:, 1:][np.isfinite(rows[:, 1:])]
    grid = np.linspace(0, float(ends.max()) if len(ends) else 1.0, steps)
    numbers, curves, groups = {}, {}, []
    for dimension in range(top + 1):
        mine = rows[:, 0] == dimension
        births, deaths = np.sort(rows[mine, 1]), np.sort(rows[mine, 2])
        alive = np.searchsorted(births, grid, "right") - np.searchsorted(deaths, grid, "right")
        lives = rows[mine, 2] - rows[mine, 1]
        finite = lives[np.isfinite(lives)]
        numbers[str(dimension)] = [int(lasts[mine].sum())]
        curves[str(dimension)] = alive.tolist()
        groups.append(
            {
                "dimension": dimension,
                "num_features": int(mine.sum()),
                "persistent_features": int(lasts[mine].sum()),
                "avg_persistence": float(f"{finite.mean():.9g}") if len(finite) else 0.0,
            }
        )
    curve = {"from": 0.0, "to": float(grid[-1]), "steps": steps, "curves": curves}
    return {"betti_numbers": numbers, "betti_curves": curve, "homology_groups": groups}
