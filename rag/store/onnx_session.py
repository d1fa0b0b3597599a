"""How our models run in ONNX Runtime: one thread a text, several texts side by side."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def open_session(model: Path) -> Any:
    """Return an ONNX Runtime session of a model file; raises whatever ONNX Runtime raises."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # A question is too short to share among threads, and threads that spin while they wait take
    # the cores of other users' questions.
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        model,
        options,
        providers=["CPUExecutionProvider"],
        # Its fused kernel is ten times slower than the two that it replaces: a fifth of all time
        # (ONNX Runtime 1.32, by its profiler).
        disabled_optimizers=["SkipLayerNormFusion"],
    )


def side_by_side(task: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Return the task's result for each item, in order, worked on by as many threads as cores.

    Not as a batch: int8 scales over a whole batch, so that a result would depend on the items
    beside it; on a CPU a batch is no faster.
    """
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        return list(pool.map(task, items))
