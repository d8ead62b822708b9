"""Other solvers behind one signature: ``solve(problem, time_s=..., seed=...)`` gives each shift's visits in order.

A peer is asked what it can express (`EXPRESSES`, see `routing.problem.Feature`) with prices on the level of travel only
(see `benchmarks.reduction`), on one thread. Its answer is judged by our own arithmetic, never by its own.
"""
