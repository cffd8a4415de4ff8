"""Logs the shipped model to the MLflow that MLFLOW_TRACKING_URI names, registers it as `finrobot` and gives it the alias Champion."""

import pathlib

import mlflow
import onnx
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema

shipped = pathlib.Path(__file__).parent.parent / "model/model.onnx"
mlflow.set_experiment("finrobot")
with mlflow.start_run():
    mlflow.onnx.log_model(
        onnx.load(shipped),
        name="model",
        registered_model_name="finrobot",
        signature=ModelSignature(Schema([ColSpec("string", "input")]), Schema([ColSpec("string", "label")])),
    )
mlflow.MlflowClient().set_registered_model_alias("finrobot", "Champion", "1")
