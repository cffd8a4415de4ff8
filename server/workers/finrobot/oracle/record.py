"""Writes cases.json: what FinRobot's own libraries (json, pandas, pandera) answer to each kind of request.

Ours is a worker without Python, so its error texts are held to these, character by character. To record them again:
    python3 -m venv venv && venv/bin/pip install -r server/workers/finrobot/oracle/requirements.txt
    venv/bin/python server/workers/finrobot/oracle/record.py
"""

import json
import pathlib

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series


class InputsSchema(pa.DataFrameModel):
    input: Series[str] = pa.Field(nullable=False)

    class Config:
        strict = True
        coerce = True


class OutputsSchema(pa.DataFrameModel):
    response: Series[str] = pa.Field(nullable=False)
    metadata: Series[object] = pa.Field()

    class Config:
        strict = True
        coerce = True


WIRE = [
    b'{"input_data": {"input": ["a", "b"]}}',
    b'{"input_data": {"input": []}}',
    b'{"input_data": [{"input": "a"}, {"input": "b"}]}',
    b'{"input_data": {"input": {"x": "a", "y": "b"}}}',
    b'{"input_data": {"input": [1, 2, -3]}}',
    b'{"input_data": {"input": [1.0, 2.5]}}',
    b'{"input_data": {"input": [1, 2.5]}}',
    b'{"input_data": {"input": [1, "a"]}}',
    b'{"input_data": {"input": [1.0, "a"]}}',
    b'{"input_data": {"input": [1e22, 1e-7, 123456789.125, 1e16, 0.0001, -0.0]}}',
    b'{"input_data": {"input": [12345678901234567890, 1]}}',
    b'{"input_data": {"input": [123456789012345678901234567890]}}',
    b'{"input_data": {"input": [true, false]}}',
    b'{"input_data": {"input": [true, 1]}}',
    b'{"input_data": {"input": [true, 1.5]}}',
    b'{"input_data": {"input": [{"a": 1, "b": [true, null, "it\'s"]}, {"c": 1.0}]}}',
    b'{"input_data": {"input": [[1, 2], ["x"]]}}',
    b'{"input_data": {"input": [["x"], "y"]}}',
    b'{"input_data": {"input": [Infinity, -Infinity]}}',
    b'{"input_data": {"input": ["a"], "input": ["b"]}}',
    '{"input_data": {"input": ["Börse \\u20ac", "line\\nbreak"]}}'.encode(),
    b'{"input_data": {"input": [{"q": "say \\"hi\\" it\'s", "n": "a\\nb\\t\\\\"}]}}',
    b'{"input_data": {"input": ["a"]}, "other": 1}',
    b'{"input_data": {"input": ["a", null]}}',
    b'{"input_data": {"input": [null]}}',
    b'{"input_data": {"input": [1, null]}}',
    b'{"input_data": {"input": [1.5, NaN]}}',
    b'{"input_data": {"input": [true, null]}}',
    b'{"input_data": {"input": ["a", NaN, {"x": 1}]}}',
    b'{"input_data": {"input": [null, null, "c", null]}}',
    b'{"input_data": {"input": "a"}}',
    b'{"input_data": {"input": 5}}',
    b'{"input_data": {"input": null}}',
    b'{"input_data": {"input": "a", "more": ["b", "c"]}}',
    b'{"input_data": {"input": ["a"], "more": ["b", "c"]}}',
    b'{"input_data": {"input": ["a"], "more": ["b"]}}',
    b'{"input_data": {"input": ["a"], "more": ["b"], "most": [1]}}',
    b'{"input_data": {"text": ["a"]}}',
    b'{"input_data": {"text": ["a"], "more": [null]}}',
    b'{"input_data": {"input": ["a", null], "more": ["b", "c"]}}',
    b'{"input_data": {}}',
    b'{"input_data": []}',
    b'{"input_data": null}',
    b'{"input_data": "text"}',
    b'{"input_data": 5}',
    b'{"input_data": true}',
    b'{"input_data": ["a", "b"]}',
    b'{"input_data": [["a"], ["b"]]}',
    b'{"input_data": [1, 2]}',
    b'{"input_data": [{"input": "a"}, {"other": "b"}]}',
    b'{"input_data": [{"input": "a"}, {"input": null}]}',
    b'{"input_data": [{"input": 1}, {"input": 2}]}',
    b"{}",
    b'{"inputs": ["a"]}',
    b"[]",
    b'["a"]',
    b'"text"',
    b"5",
    b"1.5",
    b"true",
    b"null",
    b"",
    b"not json",
    b"{",
    b'{"input_data"',
    b'{"input_data": }',
    b'{"input_data": {"input": ["a",]}}',
    b'{"input_data": {"input": ["a"]}} trailing',
    b'{"input_data": {"input": ["a"}}',
    b'{"input_data": {"input": ["a\nb"]}}',
    b'{"input_data": {"input": ["a]}}',
    b'{"input_data": {"input": ["\\x"]}}',
    b'{"input_data": {"input": ["\\u12"]}}',
    b"{'input_data': 1}",
    b'{"a": 1,}',
    b'{"a": 1 "b": 2}',
    b'{\n  "a": tru\n}',
    b"it's not json",
    b"it's \"not\" json\t\\ \x01 \xc3\xa9",
    b"\xff\xfe",
    b'{"input_data": "\xc3"}',
    b"\xef\xbb\xbf{}",
    b"-",
    b"01",
    b"1.",
    b"NaN",
]


def answer(value):
    try:
        message = json.loads(value.decode("utf-8"))
        data = message["input_data"]
    except json.JSONDecodeError as error:
        return {"wrong": f"Failed to decode JSON message: {error}. Raw message: {value!r}"}
    except Exception as error:
        return {"wrong": f"Error during prediction processing: {error}"}
    try:
        frame = InputsSchema.validate(pd.DataFrame(data))
    except Exception as error:
        return {"refused": str(error)}
    return {"texts": list(frame["input"])}


def out(value):
    frame = pd.DataFrame({"response": [value], "metadata": [{}]})
    try:
        return {"response": OutputsSchema.validate(frame)["response"][0]}
    except Exception as error:
        return {"refused": str(error)}


here = pathlib.Path(__file__).parent
cases = [{"value": v.decode("latin-1"), **answer(v)} for v in WIRE]
outputs = [{"kind": repr(v), **out(v)} for v in ("Buy", None, float("nan"))]
versions = {m.__name__: m.__version__ for m in (pd, pa)} if hasattr(pa, "__version__") else {"pandas": pd.__version__}
(here / "cases.json").write_text(json.dumps({"versions": versions, "cases": cases, "outputs": outputs}, indent=1) + "\n")
for case in cases + outputs:
    print(json.dumps(case)[:600])
