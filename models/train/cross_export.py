"""Write the cross-encoder as the product reads it: int8 ONNX, tokenizer and lengths."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from models.train.cross_encoder import (
    QUESTION_LENGTH,
    SENTENCE_LENGTH,
    CrossEncoder,
    score_pairs,
)
from models.train.encoder import Encoder
from rag.answer.cross_encoder import CrossEncoder as Exported

MINIMUM_CORRELATION = 0.97  # of the exported scores with the model's own


def export_cross_encoder(
    model: CrossEncoder, encoder: Encoder, probes: Sequence[tuple[str, str]], folder: Path
) -> float:
    """Write the folder; returns the correlation over the probes, raises ValueError when low."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model.eval()
    # The example has padding: a mask of ones only is traced away, and with it every later mask.
    ids = torch.ones(2, 20, dtype=torch.long)
    types = torch.tensor([[0] * 8 + [1] * 12, [0] * 8 + [1] * 7 + [0] * 5])
    mask = torch.tensor([[1] * 20, [1] * 15 + [0] * 5])
    dynamic = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        full, small = Path(temporary) / "full.onnx", Path(temporary) / "model.onnx"
        torch.onnx.export(
            model,
            (ids, types, mask),
            full,
            dynamo=True,
            verbose=False,
            input_names=["ids", "types", "mask"],
            output_names=["score"],
            dynamic_shapes=(dynamic, dynamic, dynamic),
            external_data=False,
        )
        quantize_dynamic(full, small, weight_type=QuantType.QInt8, per_channel=True)
        strip_origin(small, folder / "model.onnx")
    encoder.tokenizer.save(str(folder / "tokenizer.json"))
    config = {"question_length": QUESTION_LENGTH, "sentence_length": SENTENCE_LENGTH}
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    exported = Exported(folder)
    theirs = np.array([exported.score(question, [sentence])[0] for question, sentence in probes])
    own = score_pairs(model, encoder, probes)
    alike = float(np.corrcoef(own, theirs)[0, 1])
    if alike < MINIMUM_CORRELATION:
        raise ValueError(
            f"the exported scores differ from the model's own: correlation {alike:.3f}"
        )
    return alike


def strip_origin(model: Path, to: Path) -> None:
    """Copy an ONNX model without what torch notes of its making: stack traces with local paths."""
    import onnx

    read = onnx.load(model)
    del read.metadata_props[:]
    for part in (read.graph, *read.functions):
        del part.metadata_props[:]
        for item in (*part.node, *part.value_info):
            item.ClearField("doc_string")
            del item.metadata_props[:]
    for item in (*read.graph.input, *read.graph.output, *read.graph.initializer):
        item.ClearField("doc_string")
        del item.metadata_props[:]
    onnx.save(read, to)
