"""Trains the small model that ships with the FinRobot worker, and writes it as an MLflow model directory.

It tells which section of an equity research report a prompt asks for. The training texts are made here from phrases, with a fixed seed; the test
texts in prompts.json were written by hand before training and are never trained on. To make it again:
    python3 -m venv venv && venv/bin/pip install -r server/workers/finrobot/train-requirements.txt
    venv/bin/python server/workers/finrobot/train.py
"""

import json
import pathlib
import random
import shutil

import mlflow
import numpy as np
import onnx
import pandas as pd
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema
from skl2onnx import to_onnx
from skl2onnx.common.data_types import StringTensorType
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix, f1_score
from sklearn.pipeline import make_pipeline

here = pathlib.Path(__file__).parent
SEED = 7
PER_LABEL = 900

COMPANIES = (
    "ACME Globex Initech Umbrella Hooli Stark Wayne Tyrell Cyberdyne Soylent Vandelay Wonka Aperture Oscorp Nakatomi Duff "
    "Apple Microsoft Nvidia Tesla Amazon Siemens SAP Nestle Toyota Shell Pfizer Boeing"
).split()
ASKS = [
    "Summarise {x}", "Summarize {x}", "What are {x}", "Describe {x}", "Give me {x}", "Explain {x}", "List {x}", "Analyse {x}",
    "Analyze {x} in detail", "Tell me about {x}", "Write a paragraph on {x}", "I need {x}", "Assess {x} for an equity report",
    "Draft the section about {x}", "Could you review {x}?", "{x}", "Key points on {x}", "How would you describe {x}?",
]
WHEN = ["", "", "", " for 2024", " in the last fiscal year", " this quarter", " next year", " from the 10-K", " based on the annual report", " over five years"]
OWNERS = ["{x} of {c}", "{c}'s {x}", "{x} for {c}", "{x} at {c}", "{c} {x}"]
SECTIONS = {
    "risk factors": [
        "risk factors", "main risks", "principal risks and uncertainties", "regulatory risk", "litigation exposure", "legal proceedings and lawsuits",
        "currency risk", "foreign exchange exposure", "supply chain disruption risk", "cybersecurity threats", "credit risk", "customer concentration risk",
        "liquidity risk", "threats to the business", "geopolitical exposure", "dependence on key suppliers", "downside risks", "interest rate sensitivity",
        "what could go wrong", "compliance failures and fines", "climate risk disclosures", "refinancing and covenant risk",
    ],
    "outlook": [
        "outlook", "guidance", "growth expectations", "forecast of revenue", "earnings forecast", "margin outlook", "expected demand", "management guidance",
        "growth prospects", "future strategy", "expansion plans", "expected earnings growth", "long-term targets", "next year's estimates", "projected cash flows",
        "near-term catalysts", "pipeline of new products", "where revenue is heading", "the coming quarters", "five-year plan", "expected margin expansion", "consensus estimates",
    ],
    "performance": [
        "performance", "year performance", "revenue growth achieved", "operating results", "quarterly results", "income statement", "reported earnings",
        "gross margin development", "segment results", "profitability", "cash flow generated", "sales by region", "what drove results", "net income change",
        "operating margin trend", "historical revenue", "return on equity achieved", "earnings beat or miss", "cost development", "year over year comparison",
        "balance sheet changes", "EBITDA reported",
    ],
    "valuation": [
        "valuation", "price target", "fair value", "discounted cash flow value", "price to earnings multiple", "EV/EBITDA multiple", "intrinsic value",
        "relative valuation against peers", "whether the shares are cheap", "implied upside", "multiples", "sum of the parts", "target price", "P/E ratio",
        "whether the stock is overvalued", "book value comparison", "cost of capital and terminal value", "price to sales", "buy or sell rating", "free cash flow yield",
        "what the shares are worth", "margin of safety",
    ],
    "competition": [
        "competitors", "competitive position", "market share", "moat", "competitive advantages", "rivals", "peers in the industry", "industry structure",
        "barriers to entry", "pricing power against rivals", "competitive landscape", "market leadership", "new entrants", "positioning versus peers",
        "threat of substitutes", "share gains from rivals", "industry trends and players", "differentiation", "bargaining power of customers", "who it competes with",
        "brand strength versus competitors", "Porter five forces",
    ],
    "capital returns": [
        "dividend policy", "share buybacks", "capital allocation", "dividend history", "payout ratio", "repurchase programme", "dividend yield", "shareholder returns",
        "use of cash", "dividend growth", "stock repurchases", "capital return plan", "special dividend", "dividend sustainability", "distribution to shareholders",
        "buyback authorisation", "retained earnings policy", "how cash is returned", "dividend coverage", "shares outstanding reduction", "acquisition spending versus dividends",
        "total shareholder yield",
    ],
}


def texts(rng):
    for label, things in SECTIONS.items():
        for _ in range(PER_LABEL):
            thing = rng.choice(things)
            if rng.random() < 0.75:
                thing = rng.choice(OWNERS).format(x=thing, c=rng.choice(COMPANIES))
            text = rng.choice(ASKS).format(x=thing) + rng.choice(WHEN)
            # People write carelessly: a letter is lost now and then, and case means little.
            if rng.random() < 0.1 and len(text) > 12:
                at = rng.randrange(4, len(text))
                text = text[:at] + text[at + 1 :]
            yield text.lower() if rng.random() < 0.2 else text, label


rng = random.Random(SEED)
rows = list(texts(rng))
rng.shuffle(rows)
X, y = [t for t, _ in rows], [l for _, l in rows]
model = make_pipeline(
    TfidfVectorizer(ngram_range=(1, 2), token_pattern="[a-zA-Z]+", min_df=3, sublinear_tf=False),
    LogisticRegression(C=20, max_iter=2000),
).fit(X, y)

proof = json.loads((here / "prompts.json").read_text())["test"]
tx, ty = [p["text"] for p in proof], [p["label"] for p in proof]
said = model.predict(tx)
labels = sorted(SECTIONS)
majority = max(ty.count(l) for l in labels) / len(ty)
keywords = [next((l for l in labels if l.split()[0].rstrip("s") in t.lower()), "outlook") for t in tx]
metrics = {
    "train_texts": len(X),
    "test_prompts": len(tx),
    "accuracy": round(float(np.mean(said == np.array(ty))), 4),
    "macro_f1": round(float(f1_score(ty, said, average="macro")), 4),
    "always_the_commonest": round(majority, 4),
    "section_name_in_text_else_outlook": round(float(np.mean(np.array(keywords) == np.array(ty))), 4),
    "labels": labels,
    "confusion": confusion_matrix(ty, said, labels=labels).tolist(),
    "wrong": [{"text": t, "label": l, "said": s} for t, l, s in zip(tx, ty, said) if l != s],
    "vocabulary": len(model[0].vocabulary_),
}

whole = to_onnx(
    model,
    initial_types=[("input", StringTensorType([None, 1]))],
    options={id(model[-1]): {"zipmap": False}},
    target_opset={"": 17, "ai.onnx.ml": 3, "com.microsoft": 1},
)
# A scoring server makes a table of the outputs: only one that has a value per text fits in.
del whole.graph.output[1]
# Lower case by the one locale that every machine has; the texts' tokens are ASCII.
for node in whole.graph.node:
    if node.op_type == "StringNormalizer":
        node.attribute.append(onnx.helper.make_attribute("locale", "C"))
onnx.checker.check_model(whole)
out = here / "model"
shutil.rmtree(out, ignore_errors=True)
mlflow.onnx.save_model(
    whole,
    out,
    signature=ModelSignature(Schema([ColSpec("string", "input")]), Schema([ColSpec("string", "label")])),
    metadata={"task": "section of an equity research report that a prompt asks for", "seed": SEED},
)
(out / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n")
# What scikit-learn itself says of these, so that the ONNX model and our way of running it can be held to it.
probe = tx + X[:100] + ["", "1234", "Börse München", "what?", "RISK " * 200]
(out / "fixture.json").write_text(
    json.dumps({"texts": probe, "labels": model.predict(probe).tolist()}, indent=1, ensure_ascii=False) + "\n"
)
print(json.dumps(metrics, indent=1))
print(pd.Series(y).value_counts().to_dict(), sorted(p.name for p in out.iterdir()))
